"""What files call the columns of each register, in Chinese and English.  Pure.

A header is compared without case, width, blanks and punctuation, first with what stands in brackets, then
without.  `SCALED` are columns of files alone: an amount in the currency's own unit, a time in minutes.

A column of notes (备注) is what an office writes for itself: it is taken for no field that others read
(`READ_BY_CUSTOMERS`).  Only who imports the file can say that it is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from app.kernel.phrases import Phrase
from app.registers.rules.amounts import CENTS
from app.registers.rules.english_names import english_name

LEAVE_OUT = ""
"""What a mapping says of a column that shall be ignored."""

SCALED: Mapping[str, tuple[str, int]] = {
    "unit_price": ("unit_price_cents", CENTS),
    "limit": ("limit_cents", CENTS),
    "promise_minutes": ("promise_s", 60),
    "setout_minutes": ("setout_s", 60),
}
"""Column of a file → the register's column, and how many of its units one is."""

READ_BY_CUSTOMERS = frozenset({("customer", "special_needs"), ("site", "access_notes")})
"""Register and column of words that the customer's account and the engineers show as they stand."""

_REASONS = frozenset({"whyitwasnotimported", "未导入原因"})

_BESIDE_NUMBER: Mapping[tuple[str, str | None], frozenset[str]] = {
    ("shift", "engineer"): frozenset({"工程师", "工程师姓名", "员工姓名", "姓名", "name", "engineername"}),
}

_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】")

_EVERY = {
    "external_id": "编号 编码 代码 外部编号 外部编码 erp编号 erp编码 erp号 erpno erpid erpcode"
    " externalid id no code number"
    " sourceid 系统编号 序列id",
    "active": "启用 是否启用 有效 是否有效 在用 enabled inuse isactive",
    "phone": "电话 联系电话 电话号码 手机 手机号 手机号码 移动电话 固定电话 座机 联系方式 tel"
    " telephone mobile cell"
    " phonenumber mobilephone contactnumber",
    "territory": "区域 所属区域 服务区 服务区域 片区 城市 territory area region territorycode"
    " 区域代码 区域编码",
    "name": "名称 姓名",
    "customer": "客户 客户名称 客户名 所属客户 公司 公司名称 单位 单位名称 customername company"
    " client account",
    "time_zone": "时区 timezone tz",
    "quiet_hours": "免打扰 免打扰时段 免打扰时间 quiethours donotdisturb",
    "holiday_calendar": "节假日 节假日历 假日日历 holidays calendar",
    "name_en": "英文名称 英文名 英文 englishname nameenglish",
    "name_zh": "中文名称 中文名 中文 名称 chinesename namechinese name",
    "provider": "服务商 服务商名称 合作商 合作伙伴 外包商 providername partner vendor",
    "promise_s": "承诺秒数 承诺时限秒",
    "promise_minutes": "承诺分钟 承诺时限分钟 承诺时限 响应时限 响应时间 promiseminutes responseminutes",
    "unit_price_cents": "单价分 unitpricecents",
    "unit_price": "单价 价格 价钱 售价 单价元 unitprice price",
    "stars": "星级 星 等级 stars grade level",
    "min_stars": "最低星级 要求星级 minstars",
    "stars_reason": "星级变更原因 星级原因 定级原因 starsreason gradereason",
}

_CENTRE = {
    "centre_lat": "中心纬度 纬度 centerlat lat latitude",
    "centre_lon": "中心经度 经度 centerlon lon lng longitude",
}

_OWN: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "external_id": "客户编号 客户编码 客户代码 客户号 customerid customerno customercode customernumber",
        "name": "客户名称 客户名 客户 公司名称 公司 单位名称 单位 customer customername company"
        " companyname client account accountname",
        "email": "邮箱 电子邮箱 电子邮件 邮件 邮件地址 mail emailaddress",
        "special_needs": "特殊需求 特殊要求 specialneeds specialrequirements",
        "locale": "语言 通知语言 language lang",
    },
    "site": {
        "external_id": "现场编号 地点编号 网点编号 站点编号 门店编号 场所编号 siteid siteno sitecode"
        " storeid storeno",
        "name": "现场 现场名称 地点 地点名称 网点 网点名称 站点 站点名称 门店 门店名称 场所 场所名称"
        " sitename site store storename location branch",
        "address": "地址 详细地址 服务地址 安装地址 addr streetaddress fulladdress",
        "lat": "纬度 latitude",
        "lon": "经度 longitude lng long",
        "access_notes": "进门说明 出入说明 到达说明 access accessnotes",
    },
    "asset": {
        "external_id": "设备编号 资产编号 资产编码 机器编号 assetid assetno machineid machineno equipmentid",
        "site": "现场 现场名称 地点 地点名称 网点 网点名称 站点 站点名称 门店 门店名称 场所 安装地点"
        " sitename location store",
        "kind": "类型 设备类型 类别 设备类别 种类 type category assettype",
        "model": "型号 设备型号 机型 规格型号 modelname modelno",
        "serial_number": "序列号 机身号 出厂编号 机号 sn serial serialno serialnumber",
        "qr_code": "二维码 二维码编号 qr qrcode",
        "warranty_ends_on": "保修截止 保修到期 保修截止日期 保修到期日 质保到期 质保截止日期"
        " warranty warrantyend warrantyuntil warrantyexpires",
    },
    "contract": {
        "number": "合同号 合同编号 合同编码 编号 contract contractno contractnumber no",
        "min_stars": "最低星级 要求星级 星级 stars",
        "priority": "优先级 priority",
        "starts_on": "开始日期 起始日期 生效日期 签约日期 开始 startdate start from validfrom",
        "ends_on": "结束日期 截止日期 到期日期 到期日 终止日期 结束 enddate end to until validto expires",
        "notes": "备注 说明 notes remarks comments",
        "external_id": "外部编号",
    },
    "territory": {
        "external_id": "外部编号",
        "offer_timeout_s": "派单时限秒",
        "freeze_s": "到达前锁定秒",
        "geofence_m": "到场范围米",
        "duplicate_window_s": "重复报修时窗秒",
        "circuity": "绕行系数",
        "unassigned_after_s": "无人接手预警秒",
        "not_accepted_after_s": "未接单预警秒",
        "not_departed_after_s": "未出发预警秒",
        "position_stale_after_s": "位置中断预警秒",
        "eta_past_due_after_s": "预计超时预警秒",
        "breached_after_s": "违约预警秒",
        "alert_repeat_s": "重复提醒间隔秒",
        "code": "代码 编码 编号 区域代码 区域编码 territory territorycode",
        "name": "名称 区域 区域名称 territoryname",
        "radius_m": "半径 半径米 radius",
        "area_code": "区号 电话区号 areacode",
        "hotline_phone": "热线 热线电话 服务热线 hotline",
        "speed_kmh": "车速 平均车速 speed",
        "kept_target_pct": "守约率目标 守约目标 kepttarget",
        "expects_requests": "预留未来报修 expects",
        "provisional_stars": "新人星级 暂定星级 provisionalstars",
        "provisional_months": "暂定期限月 暂定月数 provisionalmonths",
        **_CENTRE,
    },
    "depot": {
        "name": "备件库 备件库名称 仓库 仓库名称 库房 depot depotname warehouse warehousename",
        "address": "地址 详细地址 addr streetaddress fulladdress",
        "lat": "纬度 latitude",
        "lon": "经度 longitude lng long",
    },
    "certificate_kind": {
        "code": "代码 编码 编号 证书代码 证书编码",
        "skill_code": "技能 技能代码 对应技能 skill",
        "required": "必须持证 是否必须 必需 mandatory",
        "external_id": "外部编号",
    },
    "certificate": {
        "engineer": "工号 员工号 员工编号 工程师编号 工程师 工程师姓名 员工姓名 姓名 engineerno employeeno",
        "certificate_kind": "证书种类 证书类型 证书 证书代码 种类 kind type certificate",
        "number": "证书编号 证书号 证号 编号 certificateno certificatenumber no",
        "issuer": "发证机关 发证单位 发证机构 颁发机构 issuedby issuingbody",
        "valid_from": "有效期起 发证日期 生效日期 起始日期 validfrom issuedon from",
        "valid_until": "有效期至 有效期止 到期日期 到期日 截止日期 validuntil expires expireson until",
        "external_id": "外部编号",
    },
    "provider": {"name": "服务商 服务商名称 公司名称 公司 provider providername partner company"},
    "skill": {
        "code": "代码 编码 编号 技能代码 技能编码 skill skillcode",
        "aliases": "别名 其他名称 其它名称 俗称 又名 alias othernames synonyms",
    },
    "engineer": {
        "number": "工号 员工号 员工编号 编号 工程师编号 employeeno employeeid staffno engineerno badge no",
        "name": "姓名 工程师 工程师姓名 员工姓名 fullname engineer engineername",
        "base_lat": "纬度 驻地纬度 出发纬度 lat latitude",
        "base_lon": "经度 驻地经度 出发经度 lon lng longitude",
        "skills": "技能 技能代码 专长 skill",
        "depot": "备件库 备件库名称 仓库 warehouse",
        "in_trade_since": "从业起始日期 从业日期 入行日期 从业时间 intradesince",
        "education": "学历 文化程度 degree",
        "external_id": "外部编号",
    },
    "shift": {
        "engineer": "工号 员工号 员工编号 工程师编号 engineerno employeeno employeeid staffno 工程师"
        " 工程师姓名 员工姓名 姓名 engineername name",
        "date": "日期 班次日期 上班日期 值班日期 day shiftdate",
        "starts_at": "开始 开始时间 上班 上班时间 起始时间 start starttime from begin",
        "ends_at": "结束 结束时间 下班 下班时间 截止时间 end endtime to until",
        "kind": "班次类型 类型 班次 type shift",
        "setout_s": "出发秒数 备勤出发秒数",
        "setout_minutes": "出发分钟 备勤出发分钟 setoutminutes",
    },
    "named_engineer": {
        "engineer": "工号 员工号 员工编号 工程师编号 engineerno employeeno"
        " 工程师 工程师姓名 姓名 engineername",
        "kind": "指定方式 类型 方式 namedas type",
        "site": "现场 现场名称 网点 网点名称 站点 门店 sitename store location",
        "asset": "设备 序列号 机身号 机号 machine serial serialno serialnumber",
        "reason": "原因 理由 why",
        "asked_by": "提出人 要求人 由谁提出 askedby requestedby",
        "starts_on": "开始日期 起始日期 生效日期 开始 startdate start from validfrom",
        "ends_on": "结束日期 截止日期 到期日期 结束 enddate end to until validto",
        "external_id": "外部编号",
    },
    "charge_kind": {
        "code": "代码 编码 编号 收费代码 收费编码",
        "limit_cents": "限额分 limitcents",
        "limit": "限额 限额元 上限",
    },
    "part": {
        "code": "代码 编码 编号 配件编号 配件编码 配件代码 备件编号 备件编码 料号 物料编码 物料编号 零件号"
        " partno partnumber partcode sku",
        "name_zh": "配件名称 备件名称 零件名称 物料名称 partname",
        "limit_per_visit": "每次上限 单次上限 每次限量 limitpervisit",
    },
}


def column_of(name: str) -> str:
    """Return the column of a file that a field of a register is read from."""
    return name if name == "external_id" else name.removesuffix("_id")


def header_key(header: str) -> str:
    """Return a header as it is compared and remembered: letters and digits alone."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:120]


def column_called(register: str, columns: Collection[str], header: str) -> str | None:
    """Return which of a register's `columns` a header names; None where it names none.

    The column of reasons, which comes back in a file of wrong rows, is left out.
    """
    if header_key(header) in _REASONS:
        return LEAVE_OUT
    names = _names(register, columns)
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", header))
    return names.get(header_key(header)) or names.get(header_key(bare))


def _names(register: str, columns: Collection[str]) -> dict[str, str]:
    """Every name of the columns; its own wins over its register's words, and they over everybody's."""
    names: dict[str, str] = {}
    for source in (_EVERY, _OWN.get(register, {})):
        for column, words in source.items():
            if column in columns:
                names |= dict.fromkeys(words.split(), column)
    names |= {header_key(column): column for column in columns}
    return {header_key(english_name(column)): column for column in columns} | names


def says_name_alone(register: str, column: str | None, header: str) -> bool:
    """Tell whether a header names a row by its name, where another of the same file may have its number."""
    return header_key(header) in _BESIDE_NUMBER.get((register, column), ())


def column_label(register: str, column: str) -> Phrase:
    """Return what people call a column; one that files mostly give in another unit is called as they do."""
    usual = next((one for one, (target, _) in SCALED.items() if target == column), column)
    said = Phrase(english_name(usual))
    said.zh = chinese_name(register, usual) or chinese_name(register, column) or None
    return said


def chinese_name(register: str, column: str, columns: Collection[str] = ()) -> str:
    """Return what a column is called in Chinese; blank where files of China use its own name.

    Where `columns` are given, it is a name that means this one and no other of them.
    """
    words = f"{_OWN.get(register, {}).get(column, '')} {_EVERY.get(column, '')}".split()
    meant = _names(register, columns)
    own = (word for word in words if not word.isascii())
    return next((word for word in own if not columns or meant[header_key(word)] == column), "")
