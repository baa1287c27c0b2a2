/** What has changed since the branch left origin/main, committed or not. */
import { spawnSync } from 'node:child_process'
import { ROOT } from './step.ts'

export interface Changed {
  /** The commit that the files are compared with. */
  base: string
  /** Paths from the root of the project, with `/`. */
  files: string[]
}

function git(args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', ['-c', 'core.quotePath=false', ...args], { cwd: ROOT, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** @returns undefined where the project is no git repository with a commit */
export function changedFiles(): Changed | undefined {
  const base = git(['merge-base', 'HEAD', 'origin/main']) ?? git(['rev-parse', 'HEAD'])
  if (!base) return undefined
  const lists = [git(['diff', '--name-only', '--relative', base]), git(['ls-files', '--others', '--exclude-standard'])]
  return { base, files: [...new Set(lists.flatMap((list) => list?.split('\n') ?? []))].filter(Boolean).toSorted() }
}
