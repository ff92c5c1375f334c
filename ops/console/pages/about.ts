import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { About } from '../operations/about.ts'

/** The beginning of every command line that the console shows; it names the console's stack. */
export const CommandContext = createContext('npm run ops --')

export const AboutContext = createContext<About | undefined>(undefined)

export function useAbout(): About {
  const about = useContext(AboutContext)
  if (!about) throw new Error('Drawn before it is known which pipeline this is.')
  return about
}
