import { expect, it } from 'vitest'
import { mapStack } from '../../../ops/source-maps/map-stack.ts'
import { createSourceMaps } from '../../../ops/source-maps/source-maps.ts'

it.each([
  'file:///a%2Fb.js',
  'file:///%E0%A4%A.mjs',
  'file://elsewhere/share/x.js',
  'file:///nowhere/at/all.cjs',
  '/\u0000.js',
])('a frame that names a file that can be none stays as it is: %j', async (file) => {
  const stack = `Error: somebody wrote this\n    at x (${file}:1:1)`
  expect(
    await mapStack(
      stack,
      createSourceMaps(async () => undefined),
    ),
  ).toBe(stack)
})
