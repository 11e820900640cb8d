export { historyContract, type HistoryCase } from './historyContract.ts'
