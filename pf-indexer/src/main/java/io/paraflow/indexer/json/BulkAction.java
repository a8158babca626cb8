package io.paraflow.indexer.json;

/** What a bulk request does with a document whose id exists already. */
public enum BulkAction {
  /** Replaces it. */
  INDEX,
  /** Keeps it, and answers with status 409. */
  CREATE
}
