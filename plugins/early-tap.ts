import { SETTLE_MS } from '#shared/settle.ts'

/**
 * Early tap buffering: a press before hydration is shown as waiting, and repeated after hydration. On a weak network
 * the script may load many seconds after the button; a 75-year-old would press again and again and give up. If it does
 * not come at all (plugins/dead-start.server.ts), nothing waits any more.
 */
const CATCH = `(()=>{let held=[],begun=-${SETTLE_MS};const root=document.documentElement;
const hold=(event,target,again)=>{event.preventDefault();event.stopPropagation();
if(root.hasAttribute('data-dead'))return;
if(!root.hasAttribute('data-quiz-begun')){held.forEach((each)=>each.target.removeAttribute('aria-busy'));held=[]}
target.setAttribute('aria-busy','true');held.push({target,again});
if(root.hasAttribute('data-quiz-ahead')&&target.closest('[data-begins]')){
root.setAttribute('data-quiz-begun',begun=performance.now());scrollTo(0,0);
const main=document.querySelector('main');main.setAttribute('data-settling','');
setTimeout(()=>main.removeAttribute('data-settling'),${SETTLE_MS})}};
const press=(event)=>{const target=event.target.closest&&event.target.closest('button:not([popovertarget])');
if(!target)return;
if(event.timeStamp-begun>=${SETTLE_MS}&&target.getAttribute('aria-disabled')!=='true')
return hold(event,target,()=>target.click());
event.preventDefault();event.stopPropagation()};
const send=(event)=>hold(event,event.target,()=>event.target.requestSubmit());
document.addEventListener('click',press,true);document.addEventListener('submit',send,true);
document.addEventListener('dead',()=>{
held.forEach((each)=>each.target.removeAttribute('aria-busy'));held=[]});
window.__alive=()=>{const said=document.getElementById('dead-start');if(said)said.remove();
root.removeAttribute('data-dead');
document.removeEventListener('click',press,true);document.removeEventListener('submit',send,true);
held.forEach((each)=>each.target.removeAttribute('aria-busy'));
const next=()=>{const each=held.shift();if(!each)return root.removeAttribute('data-quiz-begun');
if(each.target.isConnected)each.again();setTimeout(next)};next()}})()`

export default defineNuxtPlugin((nuxtApp) => {
  if (import.meta.server) useHead({ script: [{ innerHTML: CATCH, tagPosition: 'head' }] })
  else
    nuxtApp.hook('app:suspense:resolve', () => {
      const page = window as unknown as { __alive?: () => void }
      page.__alive?.()
      delete page.__alive
    })
})
