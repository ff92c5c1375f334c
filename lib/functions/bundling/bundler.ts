import { join, relative } from 'node:path'
import {
  type CodeSplittingOptions,
  type InputOptions,
  type OutputAsset,
  type OutputChunk,
  type OutputOptions,
  type PreRenderedChunk,
  rolldown,
  VERSION,
} from 'rolldown'
import { allEvents } from '../../../events/catalog.ts'
import { PLACE_TABLE } from '../../../lambdas/runtime/declarations/places.ts'
import { bundleMistake } from './bundle-mistake.ts'
import { moduleGraph } from './module-graph.ts'
import { PLACE_TABLE_FORMAT, placeTable } from './places/place-table.ts'
import { sourceMapName } from './source-map-name.ts'

export interface BundlerInput {
  readonly root: string
  /** Entry → file without extension, in one output folder. */
  readonly modules: Readonly<Record<string, string>>
  /** Import specifier → file that is bundled instead, relative to the root. */
  readonly standIns?: Readonly<Record<string, string>>
}

export interface BundlerOutput {
  /** The project's own source files that went in; those of packages are pinned by the lock file. */
  readonly inputs: readonly string[]
  /** By entry: those of them that it loads, at its start or on demand. */
  readonly inputsOf: ReadonlyMap<string, readonly string[]>
  /** Name and content. */
  readonly files: readonly (readonly [name: string, text: string])[]
  /** A source map for each file with code of ours, by the name that {@link sourceMapName} gives it. */
  readonly sourceMaps: readonly (readonly [name: string, text: string])[]
}

const runtime = join(import.meta.dirname, '../../../lambdas/runtime')

const withoutClaimCheck = (name: string) => join(runtime, 'without-claim-check', name)

/** Where no event is declared as large (`claimCheck`), these stand-ins replace the modules that handle large events, by their import specifiers. */
const withoutClaims = {
  './check-in.ts': withoutClaimCheck('check-in.ts'),
  '../claim-check/lazy-claims.ts': withoutClaimCheck('lazy-claims.ts'),
  './with-its-data.ts': withoutClaimCheck('with-its-data.ts'),
  './with-claims.ts': withoutClaimCheck('with-claims.ts'),
  './prepare-units.ts': withoutClaimCheck('prepare-units.ts'),
  '../../../events/decode-referring.ts': withoutClaimCheck('decode-referring.ts'),
}

/** Likewise for events of other teams, where none is declared. */
const withoutCloudEvents = {
  './cloud-events/as-envelope.ts': join(runtime, '../../events/cloud-events/no-envelope.ts'),
}

/** The AWS SDK is in it: smaller and faster to start than the runtime's own, and pinned by package-lock.json. */
const inputOptions = {
  platform: 'node',
  transform: { target: 'node24' },
  resolve: {
    // Unused exports can be left out of ES modules, but not of CommonJS ones.
    mainFields: ['module', 'main'],
    // The SDK's chain of credential providers would bring the clients of STS and SSO, with protocols that only those use, into every start.
    alias: {
      '@aws-sdk/credential-provider-node': join(runtime, 'aws/environment-credentials.ts'),
      // The declarations were checked when bundling read them; functions need not check them again.
      './assert-consumer.ts': join(runtime, 'declarations/assumed-consumer.ts'),
      './event-name.ts': join(runtime, '../../events/assumed-event-name.ts'),
      ...(allEvents.some(({ claimCheck }) => claimCheck) ? {} : withoutClaims),
      ...(allEvents.some(({ fromCloudEvent }) => fromCloudEvent) ? {} : withoutCloudEvents),
    },
  },
} as const satisfies InputOptions

const outputOptions = {
  format: 'esm',
  minify: true,
  comments: false,
  entryFileNames: '[name].mjs',
  // Nothing in the code names its map: the maps are kept beside the bundles, and no function loads them.
  sourcemap: 'hidden',
  sourcemapExcludeSources: true,
} as const satisfies OutputOptions

/**
 * One file holds all that a function's start needs: a dozen of them cost 8 ms of CPU more. What is imported on demand
 * (the tracer, the SQS client) is a file of its own and costs the start nothing.
 */
const oneStart: CodeSplittingOptions = { groups: [{ name: 'start', tags: ['$initial'] }] }

/**
 * Packages and our own code are in files of their own: the local runtime loads a package once for many functions, and our code,
 * which keeps state of its function, once for each.
 */
const packagesApart: CodeSplittingOptions = {
  groups: [{ name: 'packages', test: /[\\/]node_modules[\\/]/, entriesAware: true }],
}

/** Where Node.js and people look for packages, and the local runtime for what functions may share. */
const PACKAGES = 'node_modules'

const chunkFileNames = ({ name, moduleIds }: PreRenderedChunk): string =>
  `${name === 'packages' || isOfPackages(moduleIds) ? PACKAGES : 'chunks'}/[name]-[hash].mjs`

/** Whether a file has no code of ours. Its map would be most of all maps, and lead nowhere that a stack is followed to. */
const isOfPackages = (moduleIds: readonly string[]): boolean =>
  moduleIds.every((id) => id.startsWith('\0') || id.includes('node_modules'))

/** Changes whenever the same input would give another output. */
export const bundlerFingerprint = JSON.stringify([
  VERSION,
  inputOptions,
  outputOptions,
  oneStart,
  packagesApart,
  PACKAGES,
  PLACE_TABLE_FORMAT,
])

export async function runBundler({ root, modules, standIns = {} }: BundlerInput): Promise<BundlerOutput> {
  const entries = Object.entries(modules)
  const graph = moduleGraph()
  const bundler = await rolldown({
    ...inputOptions,
    resolve: { ...inputOptions.resolve, alias: { ...inputOptions.resolve.alias, ...absolute(root, standIns) } },
    cwd: root,
    input: Object.fromEntries(entries.map(([entry, module]) => [module, join(root, entry)])),
    plugins: [graph.plugin],
    onLog(_level, { code, message }) {
      // Otherwise only the function would find out, when it runs.
      if (code === 'UNRESOLVED_IMPORT') throw new Error(message)
    },
  })
  try {
    const { output } = await bundler.generate({
      ...outputOptions,
      ...(entries.length === 1
        ? { codeSplitting: oneStart, chunkFileNames: 'chunks/[name]-[hash].mjs' }
        : { codeSplitting: packagesApart, chunkFileNames }),
    })
    const mapped = output.flatMap((file) =>
      file.type === 'chunk' && file.map && !isOfPackages(file.moduleIds)
        ? [{ ...nameAndCode(file), map: relativeMap(file.map) }]
        : [],
    )
    return {
      inputs: ownFiles(await bundler.watchFiles, root),
      inputsOf: new Map(entries.map(([entry]) => [entry, ownFiles(graph.reach(join(root, entry)), root)])),
      files: [
        ...output.filter(({ fileName }) => !fileName.endsWith('.map')).map(toFile),
        [PLACE_TABLE, JSON.stringify(placeTable(root, mapped))],
      ],
      sourceMaps: mapped.map(({ fileName, code, map }) => [sourceMapName(fileName, code), map] as const),
    }
  } catch (error) {
    throw bundleMistake(error, root)
  } finally {
    await bundler.close()
  }
}

const absolute = (root: string, standIns: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(standIns).map(([specifier, file]) => [specifier, join(root, file)]))

const nameAndCode = ({ fileName, code }: OutputChunk) => ({ fileName, code })

/** Sources are named relative to the project, wherever a stack is read. */
const relativeMap = ({ version, sources, names, mappings }: NonNullable<OutputChunk['map']>): string =>
  JSON.stringify({ version, sources: sources.map((source) => source.replace(/^(\.\.\/)+/, '')), names, mappings })

const toFile = (file: OutputChunk | OutputAsset): readonly [name: string, text: string] => [
  file.fileName,
  file.type === 'chunk' ? file.code : String(file.source),
]

const ownFiles = (files: Iterable<string>, root: string): string[] =>
  [...files]
    .filter((file) => !file.includes('node_modules/') && !file.startsWith('\0'))
    .map((file) => relative(root, file))
