package io.paraflow.core.engine;

import io.paraflow.core.batch.Batch;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.batch.Origin;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.error.RecordError;
import io.paraflow.core.error.RecordErrors;
import io.paraflow.core.flow.Delivery;
import io.paraflow.core.flow.Emitter;
import io.paraflow.core.flow.Outcome;
import io.paraflow.core.flow.Stage;
import io.paraflow.core.flow.Transform;

/**
 * Runs a transform as a stage: one delivery in, at most one out, under the same ack. A transform
 * that fails rejects the file of its batch, no other.
 */
public final class TransformStage implements Stage {
  private final String name;
  private final Transform transform;
  private final RecordErrors errors;

  /**
   * Takes ownership of the transform.
   *
   * @param name the step's name in dead letters
   * @param transform the change
   * @param errors takes the rows that it refuses
   */
  public TransformStage(String name, Transform transform, RecordErrors errors) {
    this.name = name;
    this.transform = transform;
    this.errors = errors;
  }

  @Override
  public void accept(Delivery in, Emitter out) {
    Origin origin = in.batch().origin();
    Ordinals ordinals = in.batch().ordinals();
    Batch result;
    try {
      result =
          transform.apply(
              in.batch(),
              (row, code, message) ->
                  errors.add(
                      new RecordError(
                          origin.uri(),
                          origin.version(),
                          ordinals.of(row),
                          name,
                          code,
                          "%s: record %d is refused by %s: %s"
                              .formatted(origin.uri(), ordinals.of(row), name, message),
                          null)));
    } catch (IngestException e) {
      in.ack().settle(Outcome.of(e));
      return;
    } catch (RuntimeException e) {
      in.ack()
          .settle(
              Outcome.of(
                  new IngestException(
                      ErrorCode.INTERNAL, name + " of " + origin.uri() + ": " + e, e)));
      return;
    }
    if (result.rowCount() == 0) {
      result.close();
      in.ack().settle(Outcome.done());
    } else {
      out.emit(new Delivery(result, in.ack()));
    }
  }

  @Override
  public void close() {
    transform.close();
  }
}
