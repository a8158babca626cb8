package io.paraflow.core.flow;

import io.paraflow.core.batch.Batch;

/**
 * A batch together with the duty to acknowledge it. Whoever accepts a delivery closes the batch and
 * settles the ack, or passes both on.
 *
 * @param batch the rows
 * @param ack settled when every row of the batch is settled
 */
public record Delivery(Batch batch, Ack ack) {}
