//! Binds the leaves that were written for a PDF into its pages: every leaf of a layered page becomes a form
//! that readers can switch on and off (optional content, ISO 32000-1, 8.11), and pages get their bookmarks and
//! their place on the ground. The library that writes the leaves has none of these. What is written stays
//! within PDF/A-2 (ISO 19005-2, 6.9), so that files for archives remain such. Knows no display list.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};

use crate::carto::paint::PaintError;
use crate::carto::paint::pdf_ground::{Ground, viewport};

/// What readers call the list of layers.
const LAYERS_NAME: &str = "图层";

/// What is to become of the next leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct BoundSheet {
    /// Labels of the layers, bottom to top, one leaf each; empty = one leaf that is the page.
    pub(super) layers: Vec<String>,
    /// Its bookmark.
    pub(super) bookmark: Option<String>,
    /// Its place on the ground.
    pub(super) ground: Option<Ground>,
}

/// The document whose pages are the `sheets`, out of one whose pages are their leaves.
pub(super) fn bind(leaves: Vec<u8>, sheets: &[BoundSheet]) -> Result<Vec<u8>, PaintError> {
    let is_bound = |sheet: &BoundSheet| {
        sheet.layers.is_empty() && sheet.bookmark.is_none() && sheet.ground.is_none()
    };
    if sheets.iter().all(is_bound) {
        return Ok(leaves);
    }
    let mut bound = Document::load_mem(&leaves)
        .and_then(|document| Binder::of(document).bind(sheets))
        .map_err(|error| PaintError::Pdf(error.to_string()))?;
    let mut whole = Vec::with_capacity(leaves.len());
    drop(leaves);
    bound
        .save_to(&mut whole)
        .map_err(|error| PaintError::Pdf(error.to_string()))?;
    Ok(whole)
}

struct Binder {
    document: Document,
    /// The switches by the name of what they switch, in the order of their first use.
    switches: Vec<(String, ObjectId)>,
}

impl Binder {
    const fn of(document: Document) -> Self {
        Self {
            document,
            switches: Vec::new(),
        }
    }

    fn bind(mut self, sheets: &[BoundSheet]) -> lopdf::Result<Document> {
        let all: Vec<ObjectId> = self.document.page_iter().collect();
        let mut leaves = all.into_iter();
        let mut pages = Vec::new();
        for sheet in sheets {
            let own: Vec<ObjectId> = leaves.by_ref().take(sheet.layers.len().max(1)).collect();
            let page = *own.first().ok_or(lopdf::Error::PageNumberNotFound(0))?;
            if !sheet.layers.is_empty() {
                self.layered(page, &own, &sheet.layers)?;
            }
            if let Some(ground) = &sheet.ground {
                let height = height(self.document.get_dictionary(page)?)?;
                let seen = viewport(ground, height);
                let page = self.document.get_dictionary_mut(page)?;
                page.set("VP", vec![Object::Dictionary(seen)]);
            }
            pages.push(page);
        }
        self.list_pages(&pages)?;
        self.list_switches()?;
        self.list_bookmarks(sheets, &pages)?;
        Ok(self.document)
    }

    /// Makes a page of leaves: each a form, drawn one after the other.
    fn layered(
        &mut self,
        page: ObjectId,
        leaves: &[ObjectId],
        labels: &[String],
    ) -> lopdf::Result<()> {
        let mut forms = Dictionary::new();
        let mut drawing = String::new();
        for (number, (leaf, label)) in leaves.iter().zip(labels).enumerate() {
            let own = self.document.get_dictionary(*leaf)?;
            let [sides, resources] =
                [&b"MediaBox"[..], b"Resources"].map(|key| own.get(key).cloned());
            let content = own.get(b"Contents")?.as_reference()?;
            let switch = self.switch(label);
            let form = self.document.get_object_mut(content)?.as_stream_mut()?;
            form.dict.set("Type", "XObject");
            form.dict.set("Subtype", "Form");
            form.dict.set("BBox", sides?);
            form.dict.set("Resources", resources?);
            form.dict.set("OC", switch);
            let name = format!("L{number}");
            drawing = drawing + "/" + &name + " Do\n";
            forms.set(name, content);
            if *leaf != page {
                self.document.objects.remove(leaf);
            }
        }
        let drawing = Stream::new(Dictionary::new(), drawing.into_bytes());
        let drawing = self.document.add_object(drawing);
        let page = self.document.get_dictionary_mut(page)?;
        page.set("Contents", drawing);
        page.set("Resources", dictionary! { "XObject" => forms });
        Ok(())
    }

    /// The switch of what is called `label`; layers of the same name are switched together on all pages.
    fn switch(&mut self, label: &str) -> ObjectId {
        if let Some((_, switch)) = self.switches.iter().find(|(own, _)| own == label) {
            return *switch;
        }
        let switch = self.document.add_object(dictionary! {
            "Type" => "OCG",
            "Name" => text_string(label),
        });
        self.switches.push((label.to_owned(), switch));
        switch
    }

    fn list_pages(&mut self, pages: &[ObjectId]) -> lopdf::Result<()> {
        let tree = self.document.catalog()?.get(b"Pages")?.as_reference()?;
        for page in pages {
            self.document.get_dictionary_mut(*page)?.set("Parent", tree);
        }
        let tree = self.document.get_dictionary_mut(tree)?;
        tree.set("Kids", references(pages));
        tree.set("Count", count(pages));
        self.tell_pages(pages.len())
    }

    /// The metadata were written when every leaf was a page.
    fn tell_pages(&mut self, pages: usize) -> lopdf::Result<()> {
        let told = self.document.catalog()?.get(b"Metadata")?.as_reference()?;
        let told = self.document.get_object_mut(told)?.as_stream_mut()?;
        let [start, end] = [&b"<xmpTPg:NPages>"[..], b"</xmpTPg:NPages>"];
        let place = memchr::memmem::find(&told.content, start).and_then(|at| {
            let from = at + start.len();
            let length = memchr::memmem::find(told.content.get(from..)?, end)?;
            Some(from..from + length)
        });
        if let Some(place) = place {
            let mut content = told.content.clone();
            content.splice(place, pages.to_string().into_bytes());
            told.set_content(content);
        }
        Ok(())
    }

    /// All are on at first; in the list what lies on top stands on top, as in any list of layers.
    fn list_switches(&mut self) -> lopdf::Result<()> {
        if self.switches.is_empty() {
            return Ok(());
        }
        let switches: Vec<ObjectId> = self.switches.iter().map(|(_, switch)| *switch).collect();
        let downwards: Vec<ObjectId> = switches.iter().rev().copied().collect();
        self.document.catalog_mut()?.set(
            "OCProperties",
            dictionary! {
                "OCGs" => references(&switches),
                "D" => dictionary! {
                    "Name" => text_string(LAYERS_NAME),
                    "Order" => references(&downwards),
                },
            },
        );
        Ok(())
    }

    fn list_bookmarks(&mut self, sheets: &[BoundSheet], pages: &[ObjectId]) -> lopdf::Result<()> {
        let named: Vec<(&str, ObjectId)> = sheets
            .iter()
            .zip(pages)
            .filter_map(|(sheet, page)| Some((sheet.bookmark.as_deref()?, *page)))
            .collect();
        if named.is_empty() {
            return Ok(());
        }
        let list = self.document.new_object_id();
        let entries: Vec<ObjectId> = named
            .iter()
            .map(|_| self.document.new_object_id())
            .collect();
        for (number, ((title, page), entry)) in named.iter().zip(&entries).enumerate() {
            let mut own = dictionary! {
                "Title" => text_string(title),
                "Parent" => list,
                "Dest" => vec![Object::Reference(*page), "Fit".into()],
            };
            let neighbours = [("Prev", number.checked_sub(1)), ("Next", Some(number + 1))];
            for (key, neighbour) in neighbours {
                if let Some(neighbour) = neighbour.and_then(|index| entries.get(index)) {
                    own.set(key, *neighbour);
                }
            }
            self.document.objects.insert(*entry, own.into());
        }
        let mut own = dictionary! {
            "Type" => "Outlines",
            "Count" => count(&entries),
        };
        for (key, entry) in [("First", entries.first()), ("Last", entries.last())] {
            if let Some(entry) = entry {
                own.set(key, *entry);
            }
        }
        self.document.objects.insert(list, own.into());
        let catalog = self.document.catalog_mut()?;
        catalog.set("Outlines", list);
        catalog.set("PageMode", "UseOutlines");
        Ok(())
    }
}

/// In points.
fn height(page: &Dictionary) -> lopdf::Result<f32> {
    let sides = page.get(b"MediaBox")?.as_array()?;
    let side = |index: usize| sides.get(index).map_or(Ok(0.0), Object::as_float);
    Ok(side(3)? - side(1)?)
}

fn references(ids: &[ObjectId]) -> Vec<Object> {
    ids.iter().copied().map(Object::Reference).collect()
}

fn count(ids: &[ObjectId]) -> Object {
    Object::Integer(i64::try_from(ids.len()).unwrap_or(i64::MAX))
}
