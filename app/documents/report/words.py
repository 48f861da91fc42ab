"""The words of the company's documents, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from checklists import Text

WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "title": Text("Service report", "服务报告"),
        "hotline": Text("24-hour hotline {phone}", "24 小时热线 {phone}"),
        "tagline": Text("On site within one hour", "一小时上门"),
        "request": Text("Request", "报修单"),
        "visit": Text("Visit {n}", "第 {n} 次上门"),
        "completed": Text("Work completed", "服务完成"),
        "confirmed": Text("Work completed, confirmed by the customer", "服务完成，客户已确认"),
        "incomplete": Text("Not finished: return visit needed", "未完成，需再次上门"),
        "no_access": Text("No access to the machine", "无法接触设备"),
        "part_missing": Text("A part is missing", "缺少配件"),
        "needs_specialist": Text("Needs a specialist", "需要专业工程师"),
        "customer_absent": Text("Nobody was there", "客户不在场"),
        "other": Text("Other reason", "其他原因"),
        # who and where
        "customer": Text("Customer", "客户"),
        "site": Text("Site", "现场"),
        "address": Text("Address", "地址"),
        "contact": Text("Contact", "联系人"),
        "machine": Text("Machine", "设备"),
        "serial_number": Text("Serial number", "序列号"),
        "engineer": Text("Service engineer", "服务工程师"),
        "number": Text("Number", "工号"),
        "stars": Text("Grade", "星级"),
        "of_stars": Text("{n} of 5 stars", "{n} 星（共 5 星）"),
        "provider": Text("Service provider", "服务商"),
        "fault": Text("Fault reported", "报修故障"),
        "description": Text("In the customer's words", "客户描述"),
        # the promise
        "times": Text("Times", "时间记录"),
        "times_zone": Text("All times are local time at the site ({zone}).", "均为现场当地时间（{zone}）。"),
        "promise": Text("Our promise", "服务承诺"),
        "kept": Text(
            "Promise kept: on site {minutes} before the time promised", "承诺兑现：提前 {minutes}到场"
        ),
        "kept_exactly": Text("Promise kept: on site at the time promised", "承诺兑现：准时到场"),
        "late": Text("On site {minutes} late: we apologise", "迟到 {minutes}，我们深表歉意"),
        "kept_proven": Text(
            "The customer's code or word proves the arrival.", "到场已由客户的到达码或本人确认证明。"
        ),
        "kept_by_office": Text("The arrival was confirmed by our office.", "到场由本公司人员确认。"),
        "kept_by_handed": Text(
            "The arrival was confirmed by a link that our office handed over by telephone.",
            "到场由持本公司电话告知的口述码者确认。",
        ),
        "kept_plausible": Text(
            "The arrival rests on the position that the engineer's phone reported.",
            "到场以工程师手机上报的位置为依据。",
        ),
        "broken": Text(
            "Nobody was on site by the time promised: we apologise", "未在承诺时间内到场，我们深表歉意"
        ),
        "unsettled": Text("The time of arrival is still being checked", "到场时间仍在核实中"),
        "solved_remotely": Text("Solved without a visit before the time promised", "已在承诺时间前远程解决"),
        "cancelled_promise": Text("The request was cancelled", "报修已取消"),
        "not_reached": Text("The site was not reached in this visit", "本次上门未到达现场"),
        "return_visit": Text(
            "Return visit; the promise was about the first arrival", "再次上门；承诺以首次到场为准"
        ),
        "minutes": Text("{n} min", "{n} 分钟"),
        "requested": Text("Requested", "报修"),
        "due": Text("Promised by", "承诺到场"),
        "assigned": Text("Assigned", "派单"),
        "accepted": Text("Accepted", "接单"),
        "departed": Text("Departed", "出发"),
        "on_site": Text("On site", "到场"),
        "finished": Text("Completed", "完成"),
        "ended": Text("Ended", "结束"),
        "arrival_confirmed": Text("arrival confirmed by the customer", "客户已确认到场"),
        "arrival_by_code": Text(
            "the customer's code was given on the engineer's phone", "已在工程师手机上输入客户到达码"
        ),
        "arrival_by_office": Text("arrival confirmed by our office", "本公司人员已确认到场"),
        "arrival_by_handed": Text(
            "arrival confirmed by a link that our office handed over", "已凭本公司告知的口述码确认到场"
        ),
        "arrival_set_right": Text(
            "set right by our office; the phone recorded {at}", "由本公司更正；手机记录为 {at}"
        ),
        "since_requested": Text("+{minutes}", "+{minutes}"),
        # what was done
        "summary": Text("Summary", "服务小结"),
        "reason": Text("Why it is not finished", "未完成原因"),
        "checklist": Text("Checklist", "检查表"),
        "item": Text("Item", "项目"),
        "answer": Text("Answer", "结果"),
        "not_answered": Text("not answered", "未填写"),
        "photo_number": Text("Photo {n}", "照片 {n}"),
        "signed_below": Text("signed, see below", "已签名，见下"),
        "not_signed": Text("not signed", "未签名"),
        "photos": Text("Photos", "现场照片"),
        "photo_altered": Text(
            "The picture on file is lost, or not the one that was announced.",
            "存档照片已丢失，或与提交时登记的不一致。",
        ),
        "photo_pending": Text("The picture had not arrived when this was printed.", "打印时照片尚未传回。"),
        "bill": Text("Parts and charges", "配件与费用"),
        "code": Text("Code", "编号"),
        "what": Text("Description", "名称"),
        "quantity": Text("Quantity", "数量"),
        "unit_price": Text("Unit price", "单价"),
        "amount": Text("Amount", "金额"),
        "parts_total": Text("Parts", "配件小计"),
        "charges_total": Text("Charges", "费用小计"),
        "total": Text("Total", "合计"),
        "nothing_charged": Text("No parts were fitted and nothing is charged.", "未更换配件，不收取费用。"),
        # signatures and seal
        "signatures": Text("Signatures", "签名"),
        "signed_by_customer": Text("For the customer", "客户签名"),
        "signed_by_engineer": Text("Service engineer", "服务工程师签名"),
        "office_ended": Text("Ended in the office", "由公司办公室结束"),
        "office_ended_text": Text(
            "The visit was ended in the office, not on the engineer's phone; no signatures were asked for.",
            "此次上门由公司办公室结束，未在工程师手机上结束；未要求签名。",
        ),
        "no_signature": Text("No signature was given.", "无签名。"),
        "signature_void": Text(
            "Signed, but void since {at}, because {why}.", "已签名，但自{at}起失效，原因：{why}。"
        ),
        "signature_altered": Text(
            "Do not rely on this signature: what is on file is not what was signed ({why}).",
            "请勿采信此签名：存档内容与签名时不一致（{why}）。",
        ),
        "and_so": Text("; ", "；"),
        "signature_alt": Text("Signature of {name}", "{name}的签名"),
        "seal": Text("Is this report genuine?", "验证报告真伪"),
        "seal_text": Text(
            "Scan the code, or open the address below. The page computes the digest of what we hold on file"
            " anew and says whether it is still what was signed.",
            "扫描二维码或打开下方网址，系统将重新计算存档记录的摘要，并说明其是否仍与签名时一致。",
        ),
        "digest": Text("Record digest (SHA-256)", "记录摘要（SHA-256）"),
        "qr_alt": Text("QR code of the page that verifies this report", "报告验证页面二维码"),
        "page": Text("Page {n} of {total}", "第 {n} 页，共 {total} 页"),
        # the supervision card
        "card_title": Text("Service supervision card", "服务监督卡"),
        "card_general": Text(
            "Ask your engineer for this card, and compare face, name and number.",
            "上门时请核对工程师照片、姓名与工号。",
        ),
        "card_code": Text(
            "Scan and enter your own arrival code to confirm the arrival and grade the service.",
            "请扫码并输入您本人的到达码，确认到场并评价服务。",
        ),
        "card_code_qr_alt": Text("QR code of the page that asks for your code", "输入到达码页面的二维码"),
        "photo_alt": Text("Photograph of {name}", "{name}的照片"),
    }
)
"""Key → text; `{name}` stands for a value."""
