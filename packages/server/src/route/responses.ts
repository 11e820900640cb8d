/** JSON that no cache keeps. */
export function notStored(value: unknown): Response {
  return Response.json(value, { headers: { 'cache-control': 'no-store' } })
}

export function noContent(): Response {
  return new Response(null, { status: 204 })
}

/** 204 with what a path takes. */
export function allow(methods: string): Response {
  return new Response(null, { status: 204, headers: { allow: methods } })
}
