/* test_xml - what is read of XML, and what is refused. */

#include "../../src/mem.h"
#include "../../src/xml.h"
#include "check.h"
#include "vector.h"

#define DEEP8 "<a><a><a><a><a><a><a><a>"
#define UP8 "</a></a></a></a></a></a></a></a>"

static struct arena *arena;

/* In memory of its own size, but for the NUL that a reply ends with. */
static const struct xml *
parse(const char *text)
{
	struct vector copy = vector_copy(text, strlen(text) + 1);
	const struct xml *root = xml_parse(arena, (char *)copy.bytes,
	    copy.size - 1);

	vector_free(copy);
	return root;
}

static void
check_good(void)
{
	const struct xml *root = parse("<?xml version=\"1.0\"?>\n"
	    "<!-- one --><List xmlns=\"https://example.com/a/\" b='2'>\n"
	    " <Item><Name>a</Name><Sub><Name>b</Name></Sub></Item>"
	    "<!-- two -- three -->"
	    "<Item ><Name\n>c</Name></Item >\n <None/><Empty></Empty>"
	    "<Blank> x </Blank></List>\n<!-- end -->\n");

	CHECK("a document", root != NULL);
	if (root == NULL)
		return;
	CHECK_TEXT("its name", root->name, "List");
	CHECK_TEXT("a path", xml_text(root->first, "Sub/Name"), "b");
	CHECK_TEXT("a name alone", xml_text(root->first, "Name"), "a");
	CHECK_TEXT("the next", xml_text(root->first->next, "Name"), "c");
	CHECK_TEXT("of several none", xml_text(root, "Item/Name"), NULL);
	CHECK_TEXT("no such element", xml_text(root, "Other"), NULL);
	CHECK_TEXT("below none", xml_text(root, "Other/Name"), NULL);
	CHECK_TEXT("a part of a name", xml_text(root, "Non"), NULL);
	CHECK_TEXT("below a text", xml_text(root, "Blank/x"), NULL);
	CHECK_TEXT("what holds elements has no text", xml_text(root->first,
	    "Sub"), NULL);
	CHECK_TEXT("an empty tag", xml_text(root, "None"), "");
	CHECK_TEXT("an empty element", xml_text(root, "Empty"), "");
	CHECK_TEXT("blanks stay", xml_text(root, "Blank"), " x ");
	CHECK("nothing in nothing", xml_at(NULL, "a") == NULL);
	CHECK("the element itself", xml_at(root, "") == root);
}

static void
check_texts(void)
{
	static const struct {
		const char *xml, *text;
	} cases[] = {
		{ "<a>&lt;b&gt;&amp;&quot;&apos;</a>", "<b>&\"'" },
		{ "<a>&#65;&#x42;&#x7e;&#10;</a>", "AB~\n" },
		{ "<a>1 > 0</a>", "1 > 0" },
		{ "<a>gr\xc3\xbc\xc3\x9f</a>", "gr\xc3\xbc\xc3\x9f" },
		{ "<a>b<!-- c -->d</a>", "bd" },
		{ "<a b=\"it's\" c = 'a \"b\"' >d</a>", "d" },
		{ "<a>\\052.example.com.</a>", "\\052.example.com." },
	};
	const struct xml *root;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		root = parse(cases[i].xml);
		CHECK_TEXT(cases[i].xml, root == NULL ? NULL : root->text,
		    cases[i].text);
	}
}

static void
check_refused(void)
{
	static const char *const cases[] = {
		"", " ", "x", "{}", "<", "<a", "<a ", "<a>", "<a>b", "<a/",
		"<a></", "<a></a", "<a></b>", "<a></A>", "<a></ab>",
		"<ab></a>", "</a>", "<a/><b/>", "<a/>x", "x<a/>", "<a></a>x",
		"<a><b></a></b>", "<a><b></a>", "<a></a></a>", "<a>b<c/></a>",
		"<a><c/>b</a>", "< a/>", "<1/>", "<-a/>", "<a=1/>",
		"<a b/>", "<a b=/>", "<a b=1/>", "<a b=\"1/>", "<a b=\"1'/>",
		"<a b=\"<\"/>", "<a b=\"1\"c=\"2\"/>", "<a b",  "<a b=",
		"<a b=\"", "<a / >", "<a>&b;</a>", "<a>&lt</a>", "<a>&</a>",
		"<a>&a>", "<a>&;</a>", "<a>&#;</a>", "<a>&#x;</a>",
		"<a>&#0;</a>", "<a>&#127;</a>", "<a>&#x2019;</a>",
		"<a>&#65</a>", "<a>&#6 5;</a>", "<a>&#-65;</a>",
		"<a>&#41;b&#x;</a>", "<!DOCTYPE a><a/>",
		"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
		"<a><![CDATA[b]]></a>", "<a><?b?></a>", "<?xml version=\"1.0\"",
		"<?xml version=\"1.0\"?>", " <?xml version=\"1.0\"?><a/>",
		"<!-- a", "<a><!-- b</a>", "<!-- a -->", "<a/><!-- b",
		DEEP8 DEEP8 "<a></a>" UP8 UP8,
		"<html><body><p>Not found<br></body></html>",
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		CHECK(arena_print(arena, "refused: %s", cases[i]),
		    parse(cases[i]) == NULL);
	CHECK("refused: a NUL", xml_parse(arena, "<a>\0</a>", 8) == NULL);
	CHECK("refused: a NUL at the end",
	    xml_parse(arena, "<a></a>", 8) == NULL);
	CHECK("as deep as may be", parse(DEEP8 DEEP8 "<a/>" UP8 UP8) != NULL);
}

/* An answer that is cut anywhere is none. */
static void
check_cuts(void)
{
	static const char whole[] = "<?xml version=\"1.0\"?><a b=\"c\"><d>&lt;"
	    "</d><e/><!-- f --></a>";
	char part[sizeof(whole)];
	size_t size;
	bool good = parse(whole) != NULL;

	for (size = 0; size < strlen(whole); size++) {
		memcpy(part, whole, size);
		part[size] = '\0';
		good = good && parse(part) == NULL;
	}
	CHECK("what is cut anywhere is refused", good);
}

static void
check_many(void)
{
	struct buffer *text = buffer_new(arena);
	int i;

	buffer_text(text, "<a>");
	for (i = 1; i < 10000; i++)
		buffer_text(text, "<b/>");
	CHECK("as many as may be", parse(arena_print(arena, "%s</a>",
	    text->data)) != NULL);
	CHECK("too many are refused", parse(arena_print(arena, "%s<b/></a>",
	    text->data)) == NULL);
}

int
main(void)
{
	arena = arena_new();
	check_good();
	check_texts();
	check_refused();
	check_cuts();
	check_many();
	arena_free(arena);
	return check_done();
}
