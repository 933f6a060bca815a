// Only comfort: the pages work without it. Nothing is sent anywhere. The link's secret is taken out of the address at once
// and lies in the form until she leaves; a reload of the first page finds it in the state of its own history entry.
'use strict';
(() => {
  const all = selector => document.querySelectorAll(selector);
  const root = document.documentElement;
  const entry = document.querySelector('.languages');
  const leave = document.getElementById('leave');
  const here = location.pathname + location.search;
  const went = () => performance.getEntriesByType('navigation')[0]?.type;
  // Storage may be switched off on the device. It says that she left, and nothing else.
  const left = set => { try { return set ? sessionStorage.setItem('left', 1) : set === false ? sessionStorage.removeItem('left') : sessionStorage.getItem('left'); } catch { return null; } };

  let secret = '';
  const remember = () => { if (entry) history.replaceState({ secret, code: document.getElementById('code').value }, '', here); };

  function fill(found) {
    secret = found;
    for (const field of all('input[name=secret]')) field.value = found;
    // nobody sees what stands in a hidden field: another's code would be stopped with the link
    if (found) for (const field of all('input[name=code]')) field.value = '';
    for (const part of all('.code')) part.hidden = !!found;
    for (const part of all('.filled')) part.hidden = !found;
    for (const part of all('.broken')) part.hidden = true;
    // a fragment is never sent to a server
    for (const link of all('.languages a')) link.hash = found;
  }

  // Also when a link is opened in a tab that shows one of the pages: then only the fragment changes.
  function take() {
    const fragment = location.hash.slice(1);
    if (!fragment) return;
    if (!all('.code').length) return location.replace('/w?l=' + root.lang + (root.className ? '&s=1' : '') + '#' + fragment);
    // neither the address bar nor the history keeps it
    history.replaceState(null, '', here);
    let text = fragment;
    try { text = decodeURIComponent(fragment); } catch { /* as it is */ }
    const found = /(?:^|[^\w-])([\w-]{21}[AQgw])(?![\w-])/.exec(text); // as LinkSecret reads it
    if (found) fill(found[1]);
    else if (text.startsWith('code=')) for (const field of all('input[name=code]')) field.value = text.slice(5, 205);
    else if (!secret) for (const part of all('.broken')) part.hidden = false;
    remember();
  }

  function forget() {
    fill('');
    for (const field of all('input:not([name=l], [name=s], [name=action])')) field.value = '';
  }

  function go() {
    root.textContent = '';
    location.replace(leave.href);
  }

  if (went() === 'back_forward' && left()) return go();
  left(false);
  if (entry) {
    const kept = went() === 'reload' && history.state;
    history.replaceState(null, '', here + location.hash);
    if (kept) {
      if (kept.secret) fill(kept.secret);
      for (const field of all('input[name=code]')) field.value = kept.code || '';
      remember();
    }
  } else {
    secret = document.querySelector('input[name=secret]')?.value ?? '';
  }
  take();
  addEventListener('hashchange', take);
  for (const field of all('input[name=code]')) field.addEventListener('input', remember);

  // Another language is the same page, not one more step to go back through.
  for (const link of all('.languages a')) {
    link.addEventListener('click', event => {
      event.preventDefault();
      const code = document.getElementById('code').value;
      if (!secret && code) link.hash = 'code=' + encodeURIComponent(code);
      location.replace(link.href);
    });
  }

  // Whoever takes the device next and goes back finds empty fields, and nothing of what the word had opened.
  addEventListener('pagehide', () => {
    forget();
    if ('private' in root.dataset) document.querySelector('main').textContent = '';
  });
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    if (left()) return go();
    if (!entry) return location.replace('/w?l=' + root.lang + (root.className ? '&s=1' : ''));
    history.replaceState(null, '', here);
  });

  leave.addEventListener('click', event => {
    event.preventDefault();
    forget();
    if (entry) history.replaceState(null, '', here);
    left(true);
    go();
  });

  const read = document.getElementById('read');
  if ('speechSynthesis' in window) {
    read.hidden = false;
    read.addEventListener('click', () => {
      speechSynthesis.cancel();
      const speech = new SpeechSynthesisUtterance(document.querySelector('main').innerText);
      speech.lang = root.lang;
      speechSynthesis.speak(speech);
    });
  }
})();
