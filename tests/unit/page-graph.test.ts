import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { librariesInQuiz, officeLibrariesOutside, tagOf } from '../fixtures/page-graph.ts'
import { readProject } from '../fixtures/walls.ts'

const PROJECT = readProject(fileURLToPath(new URL('../../', import.meta.url)))
const page = (code: string, template = '<p />') =>
  `<script setup lang="ts">\n${code}\n</script>\n<template>${template}</template>\n`

describe("the office's libraries", () => {
  const menu: [string, string] = ['components/base/BaseMenu.vue', page("import { MenuRoot } from 'reka-ui'")]
  const drag: [string, string] = [
    'composables/useDrag.ts',
    "import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'\nexport function useDrag() {}",
  ]

  it('are noticed where they would come to residents or hall screens', () => {
    const files = new Map([
      menu,
      drag,
      ['pages/a.vue', page('', '<HallDoor />')],
      ['components/hall/Door.vue', page('', '<BaseMenu />')],
      ['layouts/screen.vue', page('const { drag } = useDrag()')],
      ['plugins/a.client.ts', "import 'reka-ui'"],
    ])
    expect(officeLibrariesOutside(files).toSorted()).toEqual([
      'layouts/screen.vue → composables/useDrag.ts → @atlaskit/pragmatic-drag-and-drop/element/adapter',
      'pages/a.vue → components/hall/Door.vue → components/base/BaseMenu.vue → reka-ui',
      'plugins/a.client.ts → reka-ui',
    ])
  })
  it('may be used in the office, and their types anywhere', () => {
    const files = new Map([
      menu,
      drag,
      ['pages/console/a.vue', page('useDrag()', '<BaseMenu />')],
      ['layouts/console.vue', page('', '<BaseMenu />')],
      ['pages/b.vue', page("import type { MenuRoot } from 'reka-ui'")],
    ])
    expect(officeLibrariesOutside(files)).toEqual([])
  })
  it('stay there', () => expect(officeLibrariesOutside(PROJECT)).toEqual([]))
})

describe('VueUse', () => {
  it('is noticed in the quiz, not elsewhere', () => {
    const files = new Map([
      ['pages/s/[code].vue', page('useShare()')],
      ['composables/useShare.ts', "import { useTimeoutFn } from '@vueuse/core'\nexport function useShare() {}"],
      ['pages/scams/index.vue', page("import { useTimeoutFn } from '@vueuse/core'")],
    ])
    expect(librariesInQuiz(files)).toEqual(['pages/s/[code].vue → composables/useShare.ts → @vueuse/core'])
  })
  it('stays out of the quiz', () => expect(librariesInQuiz(PROJECT)).toEqual([]))
})

it('knows every component by the tag that Nuxt gives it', () => {
  const paths = ['base/BaseIcon', 'site/SiteHeader', 'panel/Panel', 'scenario/Scene']
  expect(paths.map((path) => tagOf(`components/${path}.vue`))).toEqual([
    'BaseIcon',
    'SiteHeader',
    'Panel',
    'ScenarioScene',
  ])
})
