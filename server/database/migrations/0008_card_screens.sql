ALTER TABLE "cards" ADD COLUMN "screens_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cards" ADD CONSTRAINT "cards_screens" CHECK ("cards"."screens_until" is null or "cards"."urgent");--> statement-breakpoint
-- Until now every urgent card was shown for a day.
UPDATE "cards" SET "screens_until" = "published_at" + interval '24 hours' WHERE "urgent" AND "published_at" IS NOT NULL;--> statement-breakpoint
DROP TRIGGER cards_raise_revision ON "cards";--> statement-breakpoint
CREATE CONSTRAINT TRIGGER cards_raise_revision
  AFTER UPDATE OF urgent, published_version, published_at, withdrawn_at, screens_until ON "cards"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.urgent OR NEW.urgent)
    AND (OLD.urgent, OLD.published_version, OLD.published_at, OLD.withdrawn_at, OLD.screens_until)
    IS DISTINCT FROM (NEW.urgent, NEW.published_version, NEW.published_at, NEW.withdrawn_at, NEW.screens_until))
  EXECUTE FUNCTION card_of_screens_changed();
