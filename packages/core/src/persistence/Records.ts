/** Values by key, changed together or not at all. */
export interface Records {
  /** In the order of the keys; undefined where there is none. All of one moment. */
  read(keys: readonly string[]): Promise<readonly unknown[]>
  /** The keys that begin so, in order. */
  keys(prefix: string): Promise<readonly string[]>
  /**
   * One step that nobody comes between: what these keys hold is read, and what is to be changed is written. `change` is
   * synchronous, and may be called again where the step has to be made anew.
   */
  update<Result>(
    keys: readonly string[],
    change: (values: readonly unknown[]) => Changed<Result>,
  ): Promise<Result>
}

export interface Changed<Result> {
  /** New values by key; undefined takes one out. */
  readonly write: ReadonlyMap<string, unknown>
  readonly result: Result
}
