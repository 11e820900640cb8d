/** Who answers, or was asked last. */
export interface AnsweredBy {
  readonly provider: string
  readonly model: string
}
