@database
Feature: Migrations

  Scenario: A new database gets all of them
    Given an empty database
    When the migration command is run
    Then the migration command succeeds
    And the database has version 8
    And its last line is {folder}/empty.db has version 8

  Scenario: Only what is new is applied
    Given an empty database
    And a folder with the migrations
      | file           | sql                     |
      | 0001_words.sql | CREATE TABLE words (w); |
    And the database is migrated
    And a folder with the migrations
      | file           | sql                     |
      | 0002_birds.sql | CREATE TABLE birds (b); |
    When the database is migrated
    Then 1 migrations are applied
    And the table "birds" exists

  Scenario: A migration that fails leaves nothing behind
    Given an empty database
    And a folder with the migrations
      | file           | sql                                     |
      | 0001_words.sql | CREATE TABLE words (w);                 |
      | 0002_birds.sql | CREATE TABLE birds (b); DROP TABLE bees; |
    When somebody tries to migrate the database
    Then it is refused: migration 2 (birds) failed: no such table: bees
    And the database has version 1
    And the table "words" exists
    And the table "birds" does not exist

  Scenario: A number is missing
    Given an empty database
    And a folder with the migrations
      | file           | sql                     |
      | 0001_words.sql | CREATE TABLE words (w); |
      | 0003_birds.sql | CREATE TABLE birds (b); |
    When somebody tries to migrate the database
    Then it is refused: migration 2 is missing

  Scenario: A database of a newer program
    Given a database that knows 2 migrations more than the program
    When the migration command is run
    Then the migration command fails: {folder}/library.db: the database has version 10, this program knows only 8

  Scenario: A file that is no database
    Given a database that is a text file
    When the migration command is run
    Then the migration command fails: {folder}/notes.db: file is not a database
