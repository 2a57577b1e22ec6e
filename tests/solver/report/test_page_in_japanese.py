"""The page and its plots in Japanese."""

import re
import warnings
from datetime import UTC, datetime

import pytest

from judge.log.log import FILE_NAME
from solver.report.page import render
from solver.report.report import Wanted, make_report
from solver.report.tables.comparisons import verdict_on
from solver.view.language import choose_language
from tests.solver.report.big_night import big_night

NOW = datetime(2026, 1, 3, tzinfo=UTC)


@pytest.fixture
def japanese(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "ja")
    choose_language(["--lang", "ja"])


def test_the_page_and_its_plots_are_in_japanese_without_a_warning(tmp_path, japanese):
    big_night(tmp_path, problems=14, efforts=("low", "high"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = render(make_report(tmp_path / FILE_NAME, Wanted(), NOW))
    assert '<html lang="ja">' in page
    assert "レポート" in page
    assert ">難易度</text>" in page
    assert "AC rate" not in page
    assert "。" in (body := page.partition("</title>")[2])
    assert "。 " not in body  # Japanese has no space between sentences
    assert not re.search(r"(low|high), gpt", body)  # nor between the names of a list


def test_sentences_on_a_pair_follow_each_other_without_a_blank(tmp_path, japanese):
    big_night(tmp_path, problems=14, efforts=("low", "high"))
    said = [verdict_on(pair) for pair in make_report(tmp_path / FILE_NAME, Wanted(), NOW).pairs]
    assert any("。あと" in text for text in said)
    assert not any("。 " in text for text in said)
