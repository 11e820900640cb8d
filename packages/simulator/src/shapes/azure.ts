import type { Shape } from './Shape.ts'

/**
 * What Azure's gateway says has a code and a message, the code often being the status. What is wrong
 * with a request comes as OpenAI's error; what its filter refuses names the categories.
 */
export const azure: Shape = {
  says: {
    401: {
      message:
        'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
      code: null,
    },
    403: { message: 'Access denied due to Virtual Network/Firewall rules.', code: null },
    404: {
      message:
        'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
      code: 'DeploymentNotFound',
    },
    429: {
      message:
        'Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier.',
      code: null,
    },
    'content-policy': {
      message:
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      param: 'prompt',
      code: 'content_filter',
    },
  },
  body({ status, message, type, param, code, headers }) {
    if (code === 'content_filter') {
      return { error: { message, type: null, param, code, status, innererror: filtered } }
    }
    if (status === 400) return { error: { message, type, param, code } }
    const seconds = headers['retry-after']
    const when = seconds === undefined ? '' : ` Please retry after ${seconds} seconds.`
    return { error: { code: code ?? String(status), message: message + when } }
  },
}

const filtered = {
  code: 'ResponsibleAIPolicyViolation',
  content_filter_result: {
    hate: { filtered: false, severity: 'safe' },
    self_harm: { filtered: false, severity: 'safe' },
    sexual: { filtered: false, severity: 'safe' },
    violence: { filtered: true, severity: 'medium' },
  },
}
