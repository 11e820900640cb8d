import type { Alert } from '@millrace/server'
import { createTransport } from 'nodemailer'

export interface MailAlertsOptions {
  /** `smtps://user:password@mail.example`. */
  readonly smtp: string
  readonly from: string
  readonly to: string
  /** Told when a mail could not be sent. Default: `console.error`. */
  readonly onFailed?: (error: unknown) => void
}

/** For `onAlert` of a route: each alert is a mail. No answer waits for it, and none fails with it. */
export function mailAlerts({
  smtp,
  from,
  to,
  onFailed = console.error,
}: MailAlertsOptions): (alert: Alert) => void {
  const mail = createTransport(smtp)
  return (alert) => {
    mail
      .sendMail({
        from,
        to,
        subject: `[chat] ${alert.kind}`,
        text: `${alert.message}\n\n${JSON.stringify(alert, null, 2)}\n`,
      })
      .catch(onFailed)
  }
}
