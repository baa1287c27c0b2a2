/**
 * Says so when a page does not come to life: at once when one of its scripts is missing or broken, and after 8 s
 * without it. Buttons that wait for the scripts are let go (plugins/early-tap.ts). The way out is a plain link, which
 * needs no script; pages are `no-cache`, so it leads to the present build.
 */
const WATCH = `(()=>{const root=document.documentElement;let box;
const say=(text,over)=>{if(!window.__alive)return;
if(!document.body)return setTimeout(say,99,text,over);
if(over){root.setAttribute('data-dead','');document.dispatchEvent(new Event('dead'))}
if(!box){box=document.createElement('p');box.id='dead-start';box.setAttribute('role','alert');
box.style.cssText='position:fixed;z-index:99;left:12px;right:12px;bottom:12px;padding:14px 18px;border-radius:14px;'+
'box-sizing:border-box;max-height:80%;overflow:auto;background:#14213a;color:#fff;font:600 18px/1.6 sans-serif';
document.body.appendChild(box)}
const way=(words,to,name)=>'<span style="display:inline-block;margin-right:16px">'+words+
'<a style="color:#fff;line-height:48px" href="'+to+'">'+name+'</a></span>';
box.innerHTML=text+'<br>'+way('','','重新打开')+way('拿不准，拨 ','tel:96110','96110')+
way('已经转账，拨 ','tel:110','110')};
const over=()=>say('这一页没能打开，请重新打开。还是不行，请换个手机或者浏览器。',1);
addEventListener('error',(event)=>{if(event.target.tagName==='SCRIPT'||/_nuxt/.test(event.filename))over()},true);
setTimeout(()=>root.hasAttribute('data-dead')||say('网络好像很慢，还在打开。可以再等等，也可以重新打开。'),8000);
addEventListener('load',()=>setTimeout(over,8000))})()`

/** One line for each sentence, joined without gaps: HTML makes a space of each end of a line. */
const WITHOUT_SCRIPTS = [
  '<p style="padding:14px 18px;background:#fdeae7;color:#14213a">',
  '这个浏览器只能看字，按了按钮没有反应，所以答不了题，也练不了。',
  '想答题，请用微信扫码打开，或者请家里人帮忙。',
  '拿不准，拨 <a href="tel:96110">96110</a> 问一问；钱已经转出去了，马上拨 <a href="tel:110">110</a>。',
  '</p>',
].join('')

export default defineNuxtPlugin(() => {
  useHead({
    script: [{ innerHTML: WATCH, tagPosition: 'head' }],
    noscript: [{ innerHTML: WITHOUT_SCRIPTS, tagPosition: 'bodyOpen' }],
  })
})
