import { render } from 'preact'
import { App } from './app.tsx'
import { applyTheme, chosenTheme } from './theme.ts'

applyTheme(chosenTheme())
const root = document.getElementById('app')
if (root) render(<App />, root)
