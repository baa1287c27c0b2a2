import { describe, expect, it } from 'vitest'
import { momentText } from '#shared/member/time.ts'

describe('moments', () => {
  it('are told in Asia/Shanghai, wherever the device is', () => {
    expect(momentText('2026-11-30T16:05:00Z')).toBe('2026年12月1日 00:05')
    expect(momentText(new Date('2026-01-02T03:04:05+08:00'))).toBe('2026年1月2日 03:04')
  })
})
