import { serverEnv } from '#server/env.ts'

/**
 * While demonstration data are served, every page carries a visible mark. The server inserts it into the finished HTML:
 * this adds nothing to the code that phones load, and no page can lack it. Elements that fill the window leave `--mark`
 * of space for it. Hall screens cover the whole window, so there the mark lies on top; in print it is in the margin of
 * every sheet.
 */
const BANNER = `<aside id="demo-mark" aria-label="演示">演示数据，全部为模拟</aside><style>
html:not([data-screen]){--mark:29px}
#demo-mark{block-size:29px;padding:3px 12px;overflow:hidden;background:var(--ink);color:#fff;
font:600 15px/1.5 var(--font);text-align:center}
html[data-screen] #demo-mark{position:fixed;inset:0 0 auto;z-index:999;block-size:auto;pointer-events:none;
font-size:max(15px,1.3vmin)}
@media print{#demo-mark{position:fixed;inset:0 0 auto;z-index:999;background:none;color:#000}}
</style>`

export default defineNitroPlugin((nitroApp) => {
  if (!serverEnv.isDemo) return
  nitroApp.hooks.hook('render:html', (html) => {
    html.bodyPrepend.unshift(BANNER)
  })
})
