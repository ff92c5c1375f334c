export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'console-theme'
const THEMES: readonly Theme[] = ['auto', 'light', 'dark']

/** The theme that was chosen in this browser; `auto` follows the system. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY)
    return THEMES.find((theme) => theme === kept) ?? 'auto'
  } catch {
    return 'auto'
  }
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export const nextTheme = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto'
