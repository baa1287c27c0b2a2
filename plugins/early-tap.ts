import { SETTLE_MS } from '#shared/quiz/settle.ts'

/**
 * Early tap buffering: a press before hydration is shown as waiting, and repeated after hydration. On a weak network
 * the script may load many seconds after the button; a 75-year-old would press again and again and give up.
 */
const CATCH = `(()=>{let held=[];const root=document.documentElement;
const hold=(event,target,again)=>{event.preventDefault();event.stopPropagation();
if(!root.hasAttribute('data-quiz-begun')){held.forEach((each)=>each.target.removeAttribute('aria-busy'));held=[]}
target.setAttribute('aria-busy','true');held.push({target,again});
if(root.hasAttribute('data-quiz-ahead')&&target.closest('[data-begins]')){
root.setAttribute('data-quiz-begun','');scrollTo(0,0);
const taken=[...document.querySelectorAll('.ahead [aria-disabled]')];
const disable=(value)=>taken.forEach((each)=>each.setAttribute('aria-disabled',value));
disable('true');setTimeout(disable,${SETTLE_MS},'false')}};
const press=(event)=>{const target=event.target.closest&&event.target.closest('button:not([popovertarget])');
if(!target)return;
if(target.getAttribute('aria-disabled')!=='true')return hold(event,target,()=>target.click());
event.preventDefault();event.stopPropagation()};
const send=(event)=>hold(event,event.target,()=>event.target.requestSubmit());
document.addEventListener('click',press,true);document.addEventListener('submit',send,true);
window.__alive=()=>{document.removeEventListener('click',press,true);document.removeEventListener('submit',send,true);
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
