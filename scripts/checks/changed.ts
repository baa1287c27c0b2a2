/** The files that changed since the branch left origin/main, committed or not. */
import { spawnSync } from 'node:child_process'
import { ROOT } from './step.ts'

export interface Changed {
  /** The commit to compare with. */
  base: string
  /** Paths relative to the root of the project, with `/`. */
  files: string[]
}

function git(args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', ['-c', 'core.quotePath=false', ...args], { cwd: ROOT, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** @returns undefined if the project is not a git repository with a commit */
export function changedFiles(): Changed | undefined {
  const base = git(['merge-base', 'HEAD', 'origin/main']) ?? git(['rev-parse', 'HEAD'])
  if (!base) return undefined
  const lists = [git(['diff', '--name-only', '--relative', base]), git(['ls-files', '--others', '--exclude-standard'])]
  return { base, files: [...new Set(lists.flatMap((list) => list?.split('\n') ?? []))].filter(Boolean).toSorted() }
}
