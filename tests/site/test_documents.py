from course.site.documents import copy_documents


def test_links_between_shown_documents_stay_and_others_become_text(tmp_path):
    docs = tmp_path / "docs"
    (docs / "adr").mkdir(parents=True)
    (docs / "architecture.md").write_text(
        "[one](adr/0001-x.md#why) [code](../course/cli.py) [web](https://a.b/) [up](#top)"
    )
    (docs / "adr" / "0001-x.md").write_text("[back](../architecture.md) and [all](.)")
    pages = copy_documents(docs, tmp_path / "shown")
    assert [page.as_posix() for page in pages] == ["architecture.md", "adr/0001-x.md"]
    shown = (tmp_path / "shown" / "architecture.md").read_text()
    assert shown == "[one](adr/0001-x.md#why) code [web](https://a.b/) [up](#top)"
    assert (tmp_path / "shown" / "adr" / "0001-x.md").read_text() == "[back](../architecture.md) and all"


def test_a_repository_without_documents_has_none_on_the_site(tmp_path):
    assert copy_documents(tmp_path / "docs", tmp_path / "shown") == []
