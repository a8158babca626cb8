package io.paraflow.queue.stdin;

/** Reading work items from a pipe has no options. */
public record StdinOptions() {}
