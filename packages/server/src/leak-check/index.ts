export { leakCheck, type LeakCheckOptions, type LeakCheckPlugin } from './leakCheck.ts'
