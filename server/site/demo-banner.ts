/**
 * While demonstration data are served, every page carries a visible mark. The server inserts it into the finished HTML:
 * this adds nothing to the code that phones load, and no page can lack it. Elements that fill the window leave `--mark`
 * of space for it; on hall screens (layouts/screen.vue) it grows with the panel. On paper it is above the text of the
 * first page and in the margin of every page, where it covers nothing; browsers before Chrome 131, which have no margin
 * boxes, leave the latter out. A panel fills its sheet and has room at the top. Pieces that are cut from a sheet carry
 * the word of `--demo` each (CampaignPrintPaper).
 */
export const DEMO_BANNER = `<aside id="demo-mark" aria-label="演示">演示数据，全部为模拟</aside><style>
html{--demo:'演示';--mark:29px}html[data-screen]{--mark:max(26px,2.4vmin)}
#demo-mark{block-size:29px;padding:3px 12px;overflow:hidden;background:var(--ink);color:#fff;
font:600 15px/1.5 var(--font);text-align:center}
html[data-screen] #demo-mark{position:fixed;inset:0 0 auto;block-size:var(--mark);padding-block:0;pointer-events:none;
font-size:max(16px,1.4vmin);line-height:var(--mark)}
@page{@bottom-center{content:'演示数据，全部为模拟';font:600 9pt sans-serif}}
@media print{#demo-mark{background:none;color:#000}
html[data-panels] #demo-mark{position:fixed;inset:0 0 auto;z-index:999;inline-size:fit-content;margin:auto;
background:#fff}}
</style>`
