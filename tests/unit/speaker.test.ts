import { describe, expect, it } from 'vitest'
import { avatarOf, spokenLine } from '#shared/content/speaker.ts'

const group = { avatar: '群' }

describe('who says a line', () => {
  it.each([
    [{ from: 'me' }, '我'],
    [{ from: 'them' }, '群'],
    [{ from: 'them', by: '张婶' }, '张'],
    // Familiar names start alike: the second character distinguishes them.
    [{ from: 'them', by: '阿芳' }, '芳'],
    [{ from: 'them', by: '老何' }, '何'],
    [{ from: 'them', by: '小雅妈' }, '雅'],
    [{ from: 'them', by: '老' }, '老'],
    [{ from: 'them', by: '𠮷哥' }, '𠮷'],
  ] as const)('%j stands beside %s', (line, avatar) => expect(avatarOf(line, group)).toBe(avatar))

  it('is named where there are several', () => {
    expect(spokenLine({ text: '收到了。' })).toBe('收到了。')
    expect(spokenLine({ by: '张婶', text: '收到了。' })).toBe('张婶：收到了。')
  })
})
