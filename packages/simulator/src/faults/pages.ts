import type { WholeResponse } from '../http/sendBody.ts'
import type { PageName } from './Faults.ts'

const captivePortal = `<!doctype html>
<html><head><title>Welcome to Free Wi-Fi</title></head>
<body><h1>Sign in to use this network</h1><form action="/login"><button>Continue</button></form></body></html>
`

const badGateway = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`

/** What stands between a client and its provider sends pages of its own. */
export const pages: Readonly<Record<PageName, WholeResponse>> = {
  html: { status: 200, contentType: 'text/html; charset=utf-8', body: captivePortal },
  'html-502': { status: 502, contentType: 'text/html; charset=utf-8', body: badGateway },
  'wrong-type': { status: 200, contentType: 'text/plain; charset=utf-8', body: 'ok\n' },
}
