export { examine } from './examine.ts'
export type { ExamineOptions } from './readOptions.ts'
export type { Secret } from './check/keys.ts'
export type { Check, CheckId, Finding, Report } from './report/Report.ts'
