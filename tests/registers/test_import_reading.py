"""What a file of a company says before anybody has looked at it: names in one language, a roster's days."""

from __future__ import annotations

from app.registers.api.import_parsing import Reading, read_file


def test_a_new_row_with_one_name_is_called_by_it_in_both_languages() -> None:
    data = "编码,配件名称,单价\nhdd-1t,机械硬盘,￥350.00\n".encode("gb18030")
    [row] = read_file("parts", data, Reading()).task(data).rows
    assert not row.missing
    assert row.defaults["name_en"] == "机械硬盘"  # only where the row is new
    assert "name_en" not in row.values


def test_without_any_name_both_are_missing() -> None:
    data = "编码,单价\nhdd-1t,350\n".encode()
    [row] = read_file("parts", data, Reading()).task(data).rows
    assert row.missing == ("name_en", "name_zh")


def test_a_roster_with_a_day_in_each_column_is_known_for_it() -> None:
    days = ",".join(f"12月{day}日" for day in range(1, 8))
    across = f"工号,姓名,{days}\n1001,王伟,白班,白班,夜班,休,白班,白班,夜班\n".encode()
    assert read_file("shifts", across, Reading()).has_days_across
    rows = "工号,开始,结束,1,备注\n1001,2026-12-01 08:00,2026-12-01 20:00,a,b\n".encode()
    assert not read_file("shifts", rows, Reading()).has_days_across
