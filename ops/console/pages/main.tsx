import { render } from 'preact'
import { App } from './app.tsx'
import { takeKey } from './key.ts'
import { applyTheme, chosenTheme } from './theme.ts'

takeKey()
applyTheme(chosenTheme())
const root = document.getElementById('app')
if (root) render(<App />, root)
