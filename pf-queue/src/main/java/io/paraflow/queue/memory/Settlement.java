package io.paraflow.queue.memory;

import io.paraflow.core.flow.Outcome;

/**
 * How one handing-out of a message ended.
 *
 * @param body the message
 * @param attempt which time it was, from 1
 * @param outcome how it ended
 */
public record Settlement(String body, int attempt, Outcome outcome) {}
