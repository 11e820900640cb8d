/* The chat itself: loaded with an element that shows it at once, or when one is opened. */
export { Chat } from '@millrace/react'
