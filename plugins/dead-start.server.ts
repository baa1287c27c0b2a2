/**
 * Says so when a page does not come to life: at once when its code is missing or broken, and after 8 s without it.
 * Buttons that wait for the scripts are let go (plugins/early-tap.ts). What did not come by the network is asked for
 * again by reloading, as soon as the server answers: on a phone three times in ten minutes, on a hall screen, where
 * nobody presses anything, for ever, but never faster than once a minute in the long run. The other way out is a plain
 * link, which needs no script; pages are `no-cache`, so both lead to the present build.
 */
const watch = (screen: boolean, failed: boolean) => `(()=>{const root=document.documentElement,
screen=${screen},failed=${failed},KEY='dead-starts';let box,waits;
const past=()=>{try{return JSON.parse(sessionStorage.getItem(KEY)||'[]').filter((at)=>Math.abs(Date.now()-at)<6e5)}
catch{return screen?[]:[0,0,0]}};
const note=()=>{try{sessionStorage.setItem(KEY,JSON.stringify([...past(),Date.now()]))}catch{}};
const retry=(tries)=>{if(!screen&&past().length>2)return;waits=true;let gone;
const go=()=>{if(gone)return;gone=true;removeEventListener('online',go);
if(!failed&&!window.__alive)return;
fetch('/api/health',{cache:'no-store'}).then((answer)=>{if(!answer.ok)throw 0;note();location.reload()})
.catch(()=>retry(tries+1))};
addEventListener('online',go);setTimeout(go,Math.min(6e4,2e3*2**Math.max(past().length,tries)))};
const say=(text,over)=>{if(!window.__alive)return;
if(!document.body)return setTimeout(say,99,text,over);
if(over){root.setAttribute('data-dead','');document.dispatchEvent(new Event('dead'))}
if(!box){box=document.createElement('p');box.id='dead-start';box.setAttribute('role','alert');
box.style.cssText='position:fixed;z-index:99;left:12px;right:12px;bottom:12px;padding:14px 18px;border-radius:14px;'+
'box-sizing:border-box;max-height:80%;overflow:auto;background:#14213a;color:#fff;font:600 '+
(screen?'max(18px,3vmin)':'18px')+'/1.6 sans-serif';
document.body.appendChild(box)}
const way=(words,to,name)=>'<span style="display:inline-block;margin-right:16px">'+words+
'<a style="color:#fff;line-height:48px" href="'+to+'">'+name+'</a></span>';
box.innerHTML=text+'<br>'+(screen?'<style>[data-dead] #__nuxt button{visibility:hidden}</style>'+
way('','','重新打开')+'拿不准，打 96110。已经转账，马上打 110。':
way('','','重新打开')+way('拿不准，拨 ','tel:96110','96110')+way('已经转账，拨 ','tel:110','110'))};
const over=(lost)=>{if((lost||screen)&&!waits)retry(0);
say(waits?'网络断了一下，正在自己重新打开。':'这一页没能打开，请重新打开。还是不行，请换个手机或者浏览器。',1)};
addEventListener('error',(event)=>{const lost=event.target.tagName==='SCRIPT';
if(lost||/_nuxt/.test(event.filename))over(lost)},true);
document.addEventListener('lost',()=>over(true));
setTimeout(()=>root.hasAttribute('data-dead')||say('网络好像很慢，还在打开。可以再等等，也可以重新打开。'),8000);
addEventListener('load',()=>{setTimeout(()=>over(),8000);if(failed)retry(0)})})()`

/** One line for each sentence, joined without gaps: HTML makes a space of each end of a line. */
const WITHOUT_SCRIPTS = [
  '<p style="padding:14px 18px;background:#fdeae7;color:#14213a">',
  '这个浏览器只能看字，按了按钮没有反应，所以答不了题，也练不了。',
  '想答题，请用微信扫码打开，或者请家里人帮忙。',
  '拿不准，拨 <a href="tel:96110">96110</a> 问一问；钱已经转出去了，马上拨 <a href="tel:110">110</a>。',
  '</p>',
].join('')

export default defineNuxtPlugin(() => {
  const screen = useRoute().name === 'screen'
  // A screen that got an error instead of its page must not keep it.
  const failed = screen && !!useError().value
  useHead({
    script: [{ innerHTML: watch(screen, failed), tagPosition: 'head' }],
    noscript: [{ innerHTML: WITHOUT_SCRIPTS, tagPosition: 'bodyOpen' }],
  })
})
