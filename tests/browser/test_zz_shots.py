from tests.support.web import make_user
from app.kernel import Role, unit_of_work
from app.registers.pages.declared import DECLARED
from sqlalchemy import select
from app.registers.tables import Asset

def test_shots(come, morning):
    S="orange lamp on the quay"
    make_user(morning.runtime, Role.ADMIN, "office", S)
    rows={}
    with unit_of_work(morning.runtime) as uow:
        for d in DECLARED.values():
            row=uow.session.scalars(select(d.register.model)).first()
            rows[d.name]=str(d.key(row)) if row is not None else None
    for locale in ("en","zh-CN"):
        w=come("desk",locale); w.sign_in("office",S)
        for width in (1440,390):
            w.page.set_viewport_size({"width":width,"height":900})
            paths={"registers":"/registers","labels":"/assets/labels"}
            for d in DECLARED.values():
                paths[d.plural]=f"/{d.plural}"
                paths[d.plural+"-new"]=f"/{d.plural}/new"
                if rows[d.name]:
                    paths[d.plural+"-row"]=f"/{d.plural}/{rows[d.name]}"+("/view" if d.by_code else "")
                    paths[d.plural+"-edit"]=f"/{d.plural}/{rows[d.name]}/edit"
            for name,path in paths.items():
                if width==390 and locale=="en" and name.split("-")[0] not in ("territories","customers","contracts","registers","engineers"): continue
                page=w.open(path)
                page.screenshot(path=f"/tmp/oh/regshots/{name}-{locale}-{width}.png", full_page=True)
                sw=page.evaluate("document.documentElement.scrollWidth")
                if sw>width: print("TOO WIDE",name,locale,width,sw)
