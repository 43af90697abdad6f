//! The formats of the workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Every format in use, made once: the workbook stores each only once, too.
pub(super) struct Styles {
    pub(super) plain: Format,
    /// Long text, broken over lines.
    pub(super) wrapped: Format,
    pub(super) title: Format,
    /// Above a group of rows.
    pub(super) heading: Format,
    /// The first row of a list: what it shows, and how to show more.
    pub(super) note: Format,
    pub(super) header: Format,
    pub(super) header_right: Format,
    pub(super) label: Format,
    /// A count of the screen; `-` too.
    pub(super) count: Format,
    /// A count that asks for work.
    pub(super) count_open: Format,
    pub(super) number: Format,
    /// Text that follows a number.
    pub(super) indented: Format,
    pub(super) header_indented: Format,
    pub(super) date: Format,
    pub(super) percentage: Format,
    /// A state that asks for work.
    pub(super) open: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let navy = Color::RGB(0x1F3A5F);
        let amber = Color::RGB(0xFFE8B3);
        let line = Color::RGB(0xB8C0CC);
        let header = top().set_bold().set_font_color(Color::White).set_background_color(navy).set_text_wrap();
        let boxed = top().set_border(FormatBorder::Thin).set_border_color(line);
        let count = boxed.clone().set_align(FormatAlign::Right).set_num_format("#,##0");
        Self {
            plain: top(),
            wrapped: top().set_text_wrap(),
            title: Format::new().set_bold().set_font_size(14).set_font_color(navy),
            heading: Format::new().set_bold().set_font_size(12).set_font_color(navy),
            note: Format::new().set_italic(),
            indented: top().set_align(FormatAlign::Left).set_indent(1),
            header_indented: header.clone().set_align(FormatAlign::Left).set_indent(1),
            header_right: header.clone().set_align(FormatAlign::Right),
            header,
            label: boxed.set_bold(),
            count_open: count.clone().set_bold().set_background_color(amber),
            count,
            number: top().set_num_format("#,##0"),
            date: top().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            percentage: top().set_num_format("0.0%"),
            open: top().set_bold().set_background_color(amber),
        }
    }
}
