import { SupportChat } from './SupportChat'

export default function Page() {
  return <SupportChat />
}
