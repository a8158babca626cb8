package io.paraflow.core.flow;

/**
 * Rolls the acks of a file's batches up into the file's own. The parent is settled with the worst
 * outcome once the group is sealed and every child has settled. Belongs to one thread, hence no
 * lock.
 */
public final class AckGroup {
  private final Ack parent;
  private Outcome worst = Outcome.done();
  private int open;
  private boolean sealed;

  /** A group without children that reports to {@code parent}. */
  public AckGroup(Ack parent) {
    this.parent = parent;
  }

  /**
   * One more piece of work.
   *
   * @throws IllegalStateException when the group is sealed
   */
  public Ack fork() {
    if (sealed) {
      throw new IllegalStateException("the group is sealed");
    }
    open++;
    return new Child();
  }

  /**
   * Says that no child will follow.
   *
   * @param own the outcome of the work that is not any child's
   * @throws IllegalStateException when the group is sealed already
   */
  public void seal(Outcome own) {
    if (sealed) {
      throw new IllegalStateException("the group is sealed already");
    }
    sealed = true;
    worst = worst.worse(own);
    settleWhenComplete();
  }

  /** The worst outcome of the children that have settled. */
  public Outcome worst() {
    return worst;
  }

  private void settleWhenComplete() {
    if (sealed && open == 0) {
      parent.settle(worst);
    }
  }

  private final class Child implements Ack {
    private boolean settled;

    @Override
    public void settle(Outcome outcome) {
      if (settled) {
        throw new IllegalStateException("settled already");
      }
      settled = true;
      open--;
      worst = worst.worse(outcome);
      settleWhenComplete();
    }
  }
}
