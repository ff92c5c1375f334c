import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { About } from '../operations/about.ts'

/** What every command line begins with; the console knows its stack. */
export const CommandContext = createContext('npm run ops --')

export const AboutContext = createContext<About | undefined>(undefined)

export function useAbout(): About {
  const about = useContext(AboutContext)
  if (!about) throw new Error('Drawn before it is known which pipeline this is.')
  return about
}
