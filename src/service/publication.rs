//! Opening the door to people from the ENT, and closing it.

use serde::Serialize;

use crate::cas::configuration::ConfigurationError;

use super::error::ServiceError;
use super::school::School;

#[derive(Serialize)]
struct Switched {
    published: bool,
}

impl School {
    /// Opens PRONOTE to people whom the ENT sends, or closes it, in the name of `actor`. The switch itself takes it back. Does
    /// nothing where it stands so already.
    ///
    /// # Errors
    /// [`ServiceError::Configuration`] when the configuration is not complete enough to be opened; [`ServiceError::Store`].
    pub async fn set_published(&self, actor: &str, published: bool) -> Result<(), ServiceError> {
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let mut configuration = self.up_to_date(change.revision()).await?.configuration.clone();
        if configuration.published == published {
            return Ok(());
        }
        configuration.published = published;
        let found = configuration.inconsistencies();
        if !found.is_empty() {
            let file = self.uai().to_owned();
            return Err(ServiceError::Configuration(Box::new(ConfigurationError::Inconsistent { file, found })));
        }
        // Writing these types cannot fail; if it does, nothing is changed.
        let toml = configuration.to_toml().map_err(|_| ServiceError::Interrupted)?;
        change.set_configuration(&toml).await?;
        change.record(if published { "publish" } else { "unpublish" }, &Switched { published }).await?;
        change.commit().await?;
        self.reload_alone().await
    }
}
