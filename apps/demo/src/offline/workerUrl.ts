/** Beside the page, so that the page is in its scope. */
export const workerUrl = '/offline.js'
