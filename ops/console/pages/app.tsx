import { useEffect } from 'preact/hooks'
import type { About } from '../operations/about.ts'
import { AboutContext, CommandContext } from './about.ts'
import { isWithoutSession } from './api.ts'
import { isLocal, useLive } from './live.ts'
import { ActionStatus } from './parts/action-status.tsx'
import { Footer } from './parts/footer.tsx'
import { ThemeButton } from './parts/theme-button.tsx'
import { match, type Parameters, usePlace } from './router.ts'
import type { View } from './views/view.ts'
import { views } from './views/views.tsx'

/** Seldom enough: the pipeline that a console shows does not change while it runs. */
const ONCE = { everySeconds: 600, idleSeconds: 3_600 }

export function App() {
  const about = useLive<About>('about', {}, ONCE)
  const place = usePlace()
  if (about.error && !about.data) {
    return isWithoutSession(about.error) ? <WithoutSession /> : <Stopped error={about.error} again={about.refresh} />
  }
  if (!about.data) return <p class="centre">Reading…</p>
  isLocal.value = about.data.isLocal
  const shown = views.filter(({ needs }) => about.data?.operations.includes(needs))
  const found = find(shown, place.path)
  return (
    <CommandContext.Provider value={about.data.command}>
      <AboutContext.Provider value={about.data}>
        <a class="skip" href="#main">
          Skip to the page
        </a>
        <Header about={about.data} views={shown} current={found?.view} />
        <main id="main" tabIndex={-1}>
          <ActionStatus key={`status ${place.path}`} />
          {found ? <Page key={place.path} {...found} query={place.query} /> : <p>There is no such page.</p>}
        </main>
        <Footer about={about.data} />
      </AboutContext.Provider>
    </CommandContext.Provider>
  )
}

interface Found {
  readonly view: View
  readonly parameters: Parameters
}

function find(shown: readonly View[], path: string): Found | undefined {
  for (const view of shown) {
    const parameters = match(view.path, path)
    if (parameters) return { view, parameters }
  }
  return undefined
}

function Page({ view, parameters, query }: Found & { readonly query: Parameters }) {
  const title = [...Object.values(parameters), view.title].join(' · ')
  useEffect(() => {
    document.title = `${title} — console`
  }, [title])
  return <view.Draw {...parameters} query={query} />
}

function Header({ about, views: shown, current }: { about: About; views: readonly View[]; current: View | undefined }) {
  const isCurrent = (view: View) => (current?.path === view.path || current?.under === view.path ? 'page' : undefined)
  return (
    <header>
      <p class="stack" title={about.where}>
        <strong>{about.stack}</strong>{' '}
        <span class={about.isLocal ? 'dim' : 'where'}>{about.isLocal ? 'local' : about.where}</span>
      </p>
      <nav aria-label="Pages">
        <ul>
          {shown
            .filter(({ inMenu }) => inMenu)
            .map((view) => (
              <li key={view.path}>
                <a href={view.path} aria-current={isCurrent(view)}>
                  {view.title}
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <ThemeButton />
    </header>
  )
}

const WithoutSession = () => (
  <main class="centre">
    <h1>Not let in yet</h1>
    <p>
      Open the address that the terminal shows; it lets one browser in, once. If it was used already, open it again: the
      terminal then shows a new one. This address works after that.
    </p>
  </main>
)

const Stopped = ({ error, again }: { error: Error; again: () => void }) => (
  <main class="centre">
    <h1>No answer</h1>
    <p role="alert">{error.message}</p>
    <button type="button" onClick={again}>
      Try again
    </button>
  </main>
)
