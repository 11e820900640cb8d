import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

const config: UserConfig = defineConfig({
  plugins: [react()],
  build: { target: 'es2023', rolldownOptions: { input: 'frame.html' } },
  // Only here, in the repository of Millrace: its packages are read from their sources.
  resolve: { conditions: ['@millrace/source', 'browser', 'module', 'import', 'default'] },
})

export default config
