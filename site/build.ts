import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { apiIndex, apiModules } from './api-modules.ts'
import { prepare } from './prepare.ts'

const usage = `The documentation as a static site, in build/docs: every page, search, and the API of the runtime from its doc comments.

Usage: npm run docs:build -- [--source <url>] [--base <path>]

  --source <url>   where the source can be read, such as https://github.com/acme/pipeline/blob/main
                   default: links to the source become plain text
  --base <path>    path under which the site is served, begins and ends with /
                   default: /
  --help           this text

Its tools are packages of their own: npm ci --prefix site installs them once.`

const root = join(import.meta.dirname, '..')
const site = import.meta.dirname

async function main(): Promise<number> {
  const { source, base = '/', help } = optionsFrom(process.argv.slice(2))
  if (help) {
    console.log(usage)
    return 0
  }
  if (source !== undefined && !URL.canParse(source)) return refused(`--source is "${source}", it must be an address.`)
  if (!/^\/(.*\/)?$/.test(base)) return refused(`--base is "${base}", it must begin and end with a slash.`)
  if (!existsSync(join(site, 'node_modules'))) {
    return refused('The tools of the site are not installed: npm ci --prefix site')
  }
  const sources = join(site, 'src')
  await prepare(root, sources, source)
  const paths = apiModules.flatMap(({ modules }) => Object.keys(modules))
  const modules = paths.flatMap((path) => ['--entryPoints', join(root, path)])
  const reference = ['--options', join(site, 'typedoc.json'), '--out', join(sources, 'api'), ...modules]
  const links = source
    ? ['--disableGit', '--basePath', root, '--sourceLinkTemplate', `${source.replace(/\/$/, '')}/{path}#L{line}`]
    : ['--disableSources']
  const described = await run('typedoc', [...reference, ...links])
  if (described !== 0) return described
  await writeFile(join(sources, 'api', 'index.md'), apiIndex())
  const built = await run('vitepress', ['build', site, '--base', base])
  if (built === 0)
    console.log('build/docs: open it with a file server, such as npx vitepress preview site, or publish it')
  return built
}

function optionsFrom(args: string[]) {
  try {
    const options = { source: { type: 'string' }, base: { type: 'string' }, help: { type: 'boolean' } } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. See npm run docs:build -- --help`)
    process.exit(2)
  }
}

function refused(reason: string): number {
  console.error(reason)
  return 2
}

const run = (tool: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(site, 'node_modules', '.bin', tool), args, { cwd: site, stdio: 'inherit' })
    child.once('error', reject).once('close', (code) => resolve(code ?? 1))
  })

process.exitCode = await main()
