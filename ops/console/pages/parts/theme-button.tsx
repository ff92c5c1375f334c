import { useState } from 'preact/hooks'
import { applyTheme, chosenTheme, nextTheme } from '../theme.ts'

/** Changes between light, dark and what the system says. */
export function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme)
  const turn = () => {
    applyTheme(nextTheme(theme))
    setTheme(nextTheme(theme))
  }
  return (
    <button type="button" class="quiet" onClick={turn} aria-label={`Colours: ${theme}. Change them`}>
      {theme === 'auto' ? 'Auto' : theme === 'dark' ? 'Dark' : 'Light'}
    </button>
  )
}
