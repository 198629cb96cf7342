// An author whose session ended keeps what is typed: a form of the editor is sent only once
// somebody is signed in, with the token of their session. See studio/views/session.py.
(() => {
  const { url, signedOut, signIn, signInUrl } = document.currentScript.dataset;
  const asked = new WeakSet();
  const asking = new WeakSet(); // a second press meanwhile sends nothing a second time

  const readToken = async () => {
    const answer = await fetch(url, { redirect: "manual", headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).token : null;
  };

  const release = (button) => {
    if (!button) return;
    button.disabled = false;
    if (button.dataset.controller?.includes("w-progress")) button.dataset.wProgressLoadingValue = "false";
  };

  const say = () => {
    let bar = document.getElementById("signed-out");
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "signed-out";
      bar.className = "signed-out";
      const link = document.createElement("a");
      Object.assign(link, { href: signInUrl, target: "_blank", rel: "noopener", textContent: signIn });
      const words = document.createElement("p");
      words.setAttribute("role", "alert");
      bar.append(words, link);
      document.body.append(bar);
    }
    bar.hidden = false;
    bar.querySelector("p").textContent = signedOut;
  };

  const send = async (form, button) => {
    let token;
    asking.add(form);
    try {
      token = await readToken();
    } catch {
      token = undefined; // no connection: the browser says so itself
    }
    asking.delete(form);
    release(button);
    if (token === null) return say();
    if (token) for (const field of form.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    asked.add(form);
    form.requestSubmit(button);
    asked.delete(form);
  };

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("form[data-edit-form]") || asked.has(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!asking.has(form)) send(form, event.submitter);
    },
    true,
  );
})();
