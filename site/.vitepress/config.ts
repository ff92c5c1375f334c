import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { contents } from '../contents.ts'

const sources = join(import.meta.dirname, '..', 'src')

const titleOf = (page: string): string =>
  /^# (.+)$/m.exec(readFileSync(join(sources, `${page}.md`), 'utf8'))?.[1] ?? page

/** As GitHub makes them, so that one link to a section leads there in both places. */
const slugify = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

export default defineConfig({
  title: 'Event pipeline',
  description: 'Events on AWS that are never lost, never applied twice, and can be repaired by whoever is on call.',
  srcDir: 'src',
  outDir: '../build/docs',
  cacheDir: '../build/.vitepress',
  cleanUrls: false,
  // Angle brackets in our texts are placeholders, never markup.
  markdown: { html: false, anchor: { slugify } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'API', link: '/api/' },
      { text: 'Runbook', link: '/runbook' },
    ],
    sidebar: [
      ...contents.map(({ text, pages }) => ({
        text,
        items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })),
      })),
      { text: 'Reference', items: [{ text: "The runtime's API", link: '/api/' }] },
    ],
  },
})
