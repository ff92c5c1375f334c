import type { Plugin } from 'rolldown'

export interface ModuleGraph {
  /** Fills the graph while the bundler works. */
  readonly plugin: Plugin
  /** A module and all that it leads to, at its start or on demand. Packages are named, but not what they import. */
  reach(entry: string): ReadonlySet<string>
}

/** The imports between the modules of one build. Imports of types are not among them, because nothing of them is left. */
export function moduleGraph(): ModuleGraph {
  const imports = new Map<string, readonly string[]>()
  return {
    plugin: {
      name: 'module-graph',
      buildEnd() {
        for (const id of this.getModuleIds()) {
          if (id.includes('node_modules/')) continue
          const { importedIds = [], dynamicallyImportedIds = [] } = this.getModuleInfo(id) ?? {}
          imports.set(id, [...importedIds, ...dynamicallyImportedIds])
        }
      },
    },
    reach(entry) {
      const reached = new Set<string>()
      const ahead = [entry]
      for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
        if (reached.has(id)) continue
        reached.add(id)
        ahead.push(...(imports.get(id) ?? []))
      }
      return reached
    },
  }
}
