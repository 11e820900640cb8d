// React and ReactDOM with nothing on the page: what every React chat stands on.
import { memo, useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
export const meta = { wire: 'ui' }
const Nothing = memo(function Nothing() {
  const [text] = useState('')
  const node = useRef(null)
  useEffect(() => {
    node.current?.focus()
  })
  return <p ref={node}>{text}</p>
})
export const mount = (el) => {
  createRoot(el).render(<Nothing />)
  return {}
}
