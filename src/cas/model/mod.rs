//! Models of CAS configuration: the flux `ModelesConfiguration_CAS`.
//!
//! Role: what an integrator publishes about its ENTs, so that an administrator chooses a name instead of typing
//! twenty parameters. Input: an XML flux, one per integrator, several ENTs in it. Output: a [`Flux`], or a
//! [`FluxError`] with line, column and the element's path. Invariants: a flux is read whole or not at all; what the
//! reader accepts is what the schema ([`SCHEMA`]) accepts, a DOCTYPE, `xsi:type` and versions of XML other than 1.0
//! apart, which are refused; what is written is read back equal.
//!
//! The names of the parameters are those of the field. No public text gives their layout: elements, order and
//! namespace are this project's own, and the schema says so.

mod decode;
mod error;
mod flux;
mod parameters;
mod reader;
mod setting;
#[cfg(test)]
pub(crate) mod tests;
mod value;
mod writer;

pub use error::{FluxError, Malformed, Violation};
pub use flux::{Flux, InvalidFlux, Model};
pub use parameters::{
    ClientParameters, DEFAULT_IDENTIFIER_ATTRIBUTE, FirstConnectionMode, IdentityAttributes, Parameters, ServerUrl,
};
pub use setting::{Client, Setting};
pub use value::{Address, Day, InvalidValue, Label, Paragraph, RootAddress, Version, WebPage};

/// The schema of the flux (W3C XML Schema 1.0). `rapproche` embeds it; the layout is ours.
pub const SCHEMA: &str = include_str!("modeles-configuration-cas.xsd");

/// The namespace of every element. The last part is the version of the layout.
pub const NAMESPACE: &str = "urn:rapproche:modeles-configuration-cas:1";
